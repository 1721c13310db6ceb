-- Months of the audit as files (NX-附3.2-3c): what was written, from which checkpoint to which. The rows stay; nobody may remove one.
create table audit_archive (
  month text primary key check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  from_seq bigint not null unique,
  to_seq bigint not null unique,
  previous bytea not null check (length(previous) = 32),
  last_hash bytea not null check (length(last_hash) = 32),
  sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null,
  file text not null check (file ~ '^audit-[0-9]{4}-[0-9]{2}\.txt$'),
  written_at timestamptz not null,
  constraint from_before_to check (from_seq <= to_seq)
);
grant select on audit_archive to app_national, app_system;
grant insert on audit_archive to app_system;

-- What came with later modules.
select seal_columns('mail_preference', 'persons', array['email']);
