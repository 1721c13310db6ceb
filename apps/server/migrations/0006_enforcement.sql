-- Gateways: enrolment, what they acknowledged, what they verified, what passed them.
create table gateway (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null,
  prov text,
  city text,
  div text,
  environments text[] not null,
  -- the secret is derived from the installation's key, the code and this serial; nothing secret is stored
  secret_serial int not null default 1,
  active boolean not null default true,
  enrolled_by uuid,
  enrolled_at timestamptz not null,
  released_epochs uuid[] not null default '{}'
);
grant select on gateway to app_national, app_province, app_city, app_county, app_system;
grant insert, update on gateway to app_national, app_province, app_system;

create table gateway_state (
  gateway_id uuid not null references gateway (id),
  instance text not null,
  epoch uuid not null,
  revision bigint not null,
  acknowledged_at timestamptz not null,
  seen_at timestamptz not null,
  skew_ms int not null default 0,
  primary key (gateway_id)
);
grant select on gateway_state to app_national, app_province, app_city, app_county, app_system;
grant insert, update on gateway_state to app_system;

-- 已核实断开: after applying `revision` the gateway has no open connection and forwarded nothing that began after it.
create table cut_off_verification (
  gateway_id uuid not null references gateway (id),
  institution_id uuid not null references institution (id),
  prov text not null,
  city text not null,
  div text not null,
  revision bigint not null,
  open_connections int not null,
  in_flight int not null,
  forwarded_after int not null,
  acknowledged_at timestamptz not null,
  verified_at timestamptz,
  primary key (gateway_id, institution_id)
);
select secure_territory('cut_off_verification', array['institution_id']);
grant insert, update on cut_off_verification to app_system;

create table epoch_report (
  id uuid primary key,
  gateway_id uuid not null references gateway (id),
  epoch uuid not null,
  -- null: the gateway's note of what it had accepted was itself unusable
  previous_epoch uuid,
  withheld text[] not null,
  reported_at timestamptz not null,
  released_by uuid,
  released_at timestamptz
);
grant select on epoch_report to app_national, app_province, app_system;
grant insert, update on epoch_report to app_system;
grant update on epoch_report to app_national, app_province;

create table gateway_record (
  gateway_id uuid not null,
  instance text not null,
  seq bigint not null,
  at timestamptz not null,
  prov text,
  city text,
  div text,
  institution_id uuid,
  institution_code text,
  environment text not null,
  infno text,
  class text,
  verdict text not null,
  refusal text,
  clause text,
  revision bigint not null,
  record jsonb not null,
  primary key (gateway_id, instance, seq, at)
) partition by range (at);
create table gateway_record_other partition of gateway_record default;
create index gateway_record_institution on gateway_record (institution_id, at);
select secure_territory('gateway_record', array['institution_id']);
grant insert on gateway_record to app_system;
