-- Institutions and their service agreements.
create table institution (
  id uuid primary key,
  code text not null unique check (code ~ '^[HP][0-9]{11}$'),
  kind text not null,
  name text not null,
  tier text,
  address text,
  contact_name text,
  contact_phone text,
  legal_representative text,
  prov text not null,
  city text not null,
  div text not null,
  bureau_id uuid not null references bureau (id),
  version int not null default 1,
  registered_at timestamptz not null,
  -- updated by nobody: the column that FOR NO KEY UPDATE asks app_system to be allowed to update
  admission_lock smallint not null default 0,
  self_id uuid generated always as (id) stored
);
create index institution_province on institution (prov, name);
create index institution_city on institution (city, name);
create index institution_div on institution (div, name);
create index institution_code_prefix on institution (code text_pattern_ops);
create unique index institution_territory on institution (id, prov, city, div);
select secure_territory('institution', array['id']);
select allow_writing('institution', array['app_province', 'app_city', 'app_county']);
grant update (admission_lock) on institution to app_system;

-- Children carry the institution's territory, kept true by this composite key.
create table service_agreement (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  agency_id uuid,
  number text not null,
  year int not null check (year between 2000 and 2100),
  valid_from date not null,
  valid_to date,
  ended_at timestamptz,
  ended_reason text,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint ends_after_it_begins check (valid_to is null or valid_to >= valid_from)
);
create index service_agreement_institution on service_agreement (institution_id);
select secure_territory('service_agreement', array['institution_id', 'agency_id']);
select allow_writing('service_agreement', array['app_province', 'app_city', 'app_county']);
