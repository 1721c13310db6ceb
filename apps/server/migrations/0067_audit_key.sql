-- The keys that sign checkpoints after the first, which is derived: the former one's signed statement, and the private key, sealed, while it signs.
create table audit_key (
  id uuid primary key,
  serial int not null unique check (serial > 0),
  change text not null,
  private text,
  made_at timestamptz not null
);
create unique index one_audit_key_signs on audit_key ((true)) where private is not null;
select seal_columns('audit_key', 'secrets', array['private']);
grant select, insert on audit_key to app_system;
grant update (private) on audit_key to app_system;
