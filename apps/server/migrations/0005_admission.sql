-- The basis (profiles in force), entries, what was decided when, orders against scopes.
create table basis (
  generation bigint primary key,
  decide_version int not null,
  -- json, not jsonb: the order of a profile's rows is the order of the reasons
  profiles json not null,
  digest bytea not null,
  effective_at timestamptz not null,
  requested_by uuid,
  requested_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  installed boolean not null default false,
  -- the first basis comes with the installation; every later one is published with four eyes
  constraint published_by_four_eyes check (approved_at is null or installed or (approved_by is not null and requested_by is not null and approved_by <> requested_by))
);
grant select on basis to app_national, app_province, app_city, app_county, app_party, app_system, app_identity;
grant insert, update on basis to app_national, app_province, app_system;

create table admission_entry (
  institution_id uuid primary key,
  prov text not null,
  city text not null,
  div text not null,
  code text not null,
  entry jsonb not null,
  generation bigint not null references basis (generation),
  revision bigint not null,
  decided_at timestamptz not null,
  next_change_at timestamptz,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index admission_entry_revision on admission_entry (revision);
create index admission_entry_due on admission_entry (next_change_at) where next_change_at is not null;
create index admission_entry_generation on admission_entry (generation);
select secure_territory('admission_entry', array['institution_id']);
grant insert, update on admission_entry to app_system;

-- What was decided, kept for "what was decided then".
create table admission_decision (
  institution_id uuid not null,
  revision bigint not null,
  prov text not null,
  city text not null,
  div text not null,
  decided_at timestamptz not null,
  generation bigint not null,
  cause text not null,
  entry jsonb not null,
  primary key (institution_id, revision),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
select secure_territory('admission_decision', array['institution_id']);
grant insert on admission_decision to app_system;

create table scope_order (
  id uuid primary key,
  scope_order jsonb,
  restriction_id uuid references restriction (id),
  cause text not null,
  revision bigint not null,
  imposed_at timestamptz not null,
  lifted_at timestamptz
);
create index scope_order_revision on scope_order (revision);
-- No territory: an order against a scope is public to everyone in it, and a county's decision depends on the province's.
grant select on scope_order to app_national, app_province, app_city, app_county, app_party, app_system;
grant insert, update on scope_order to app_system;
