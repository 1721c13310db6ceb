-- Roles, territory security, the installation, the two heads, the audit chain.
-- Roles belong to the cluster: other databases of it may have made them already.
do $$
declare
  scope_role text;
begin
  perform pg_advisory_xact_lock(7000);
  foreach scope_role in array array['app_national', 'app_province', 'app_city', 'app_county', 'app_party', 'app_system', 'app_identity'] loop
    if not exists (select 1 from pg_roles where rolname = scope_role) then
      execute format('create role %I nologin', scope_role);
    end if;
    if not exists (select 1 from pg_roles where rolname = 'anjie_app') then
      create role anjie_app login noinherit;
    end if;
    -- WITH INHERIT FALSE: else the national policy would hold for everyone
    execute format('grant %I to anjie_app with inherit false, set true', scope_role);
  end loop;
end $$;

revoke all on schema public from public;
grant usage on schema public to anjie_app, app_national, app_province, app_city, app_county, app_party, app_system, app_identity;

-- Territory security of one table: equality per level (a range or LIKE is never an index condition under a policy).
-- `parties` are the columns that name an institution, vendor, carrier, agency … as a party to the row.
create function secure_territory(target regclass, parties text[]) returns void language plpgsql as $$
declare
  party_rule text;
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy national on %s to app_national using (true) with check (true)', target);
  execute format('create policy province on %s to app_province using (prov = current_setting(''app.scope'')) with check (prov = current_setting(''app.scope''))', target);
  execute format('create policy city on %s to app_city using (city = current_setting(''app.scope'')) with check (city = current_setting(''app.scope''))', target);
  execute format('create policy county on %s to app_county using (div = current_setting(''app.scope'')) with check (div = current_setting(''app.scope''))', target);
  if cardinality(parties) > 0 then
    select string_agg(format('%I = current_setting(''app.party'')::uuid', column_name), ' or ') into party_rule from unnest(parties) column_name;
    execute format('create policy party on %s to app_party using (%s) with check (%s)', target, party_rule, party_rule);
    execute format('grant select on %s to app_party', target);
  end if;
  execute format('create policy system on %s to app_system using (true) with check (true)', target);
  execute format('grant select on %s to app_national, app_province, app_city, app_county, app_system', target);
end $$;

-- Who may write a table, said once per table; nobody may delete.
create function allow_writing(target regclass, writers text[]) returns void language plpgsql as $$
declare
  writer text;
begin
  foreach writer in array writers loop
    execute format('grant insert, update on %s to %I', target, writer);
  end loop;
end $$;

create table installation (
  singleton boolean primary key default true check (singleton),
  mode text not null check (mode in ('demonstration', 'production')),
  born_at timestamptz not null,
  clock_offset_ms bigint not null default 0,
  constraint only_a_demonstration_moves_its_clock check (mode = 'demonstration' or clock_offset_ms = 0)
);
grant select on installation to anjie_app, app_national, app_province, app_city, app_county, app_party, app_system, app_identity;
grant update (clock_offset_ms) on installation to app_system;

-- One revision per transaction, taken last from this row: no holes, commit order.
create table feed_head (
  singleton boolean primary key default true check (singleton),
  epoch uuid not null,
  revision bigint not null
);
grant select on feed_head to app_national, app_province, app_city, app_county, app_party, app_system, app_identity, anjie_app;
grant update (revision) on feed_head to app_system;

create table audit_head (
  singleton boolean primary key default true check (singleton),
  seq bigint not null,
  hash bytea not null
);
grant select on audit_head to app_system, app_national;
grant update (seq, hash) on audit_head to app_system;

create table audit_event (
  seq bigint not null,
  at timestamptz not null,
  request_id text not null,
  actor_id uuid,
  actor text not null,
  role text not null,
  address text,
  event text not null,
  object_kind text,
  object_id text,
  prov text,
  city text,
  div text,
  institution_id uuid,
  result text not null check (result in ('done', 'refused', 'read')),
  refusal text,
  detail jsonb not null default '{}',
  previous bytea not null,
  hash bytea not null,
  primary key (seq, at)
) partition by range (at);
create table audit_event_other partition of audit_event default;
create index audit_event_object on audit_event (object_kind, object_id, seq);
create index audit_event_territory on audit_event (div, seq);
select secure_territory('audit_event', array['institution_id']);
grant insert on audit_event to app_system;

create table idempotency (
  actor_id uuid not null,
  key text not null check (length(key) between 8 and 200),
  route text not null,
  body_digest bytea not null,
  status int not null,
  response jsonb not null,
  at timestamptz not null,
  primary key (actor_id, key)
);
grant select, insert, delete on idempotency to app_system;
