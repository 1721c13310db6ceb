-- Bureaus over divisions, accounts, sessions.
create table division (
  code text not null,
  name text not null,
  parent text,
  level text not null check (level in ('nation', 'province', 'city', 'county')),
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);
grant select on division to app_national, app_province, app_city, app_county, app_party, app_system, app_identity;

-- A bureau may lack a GB/T 2260 code of its own (宁东): `code` is the bureau's, `gb_code` may be null.
create table bureau (
  id uuid primary key,
  code text not null unique,
  gb_code text,
  name text not null,
  level text not null check (level in ('nation', 'province', 'city', 'county')),
  parent_id uuid references bureau (id),
  prov text,
  city text,
  div text,
  constraint a_territory_fits_the_level check (
    case level when 'nation' then prov is null when 'province' then prov is not null and city is null
      when 'city' then city is not null else div is not null end)
);
-- Who the authorities are is public.
grant select on bureau to app_national, app_province, app_city, app_county, app_party, app_system, app_identity;

create table account (
  id uuid primary key,
  login text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
  name text not null,
  role text not null check (role in ('caseworker', 'approver', 'leader', 'agency', 'institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier', 'system-administrator', 'security-officer', 'auditor', 'reader')),
  level text not null check (level in ('nation', 'province', 'city', 'county', 'party')),
  bureau_id uuid references bureau (id),
  party_kind text check (party_kind in ('institution', 'firm')),
  party_id uuid,
  prov text,
  city text,
  div text,
  password_hash text not null,
  active boolean not null default true,
  failed_logins int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null,
  -- the administrator creates, the security officer activates, neither alone; null: came with a demonstration
  created_by uuid,
  activated_by uuid,
  constraint created_and_activated_by_two check (created_by is null or activated_by is null or created_by <> activated_by),
  constraint active_once_activated check (not active or created_by is null or activated_by is not null),
  constraint a_party_or_a_bureau check ((level = 'party') = (party_id is not null) and (level = 'party') = (bureau_id is null))
);
select secure_territory('account', array['party_id']);
grant select, insert, update on account to app_identity;
grant insert, update on account to app_national, app_province;
create policy identity on account to app_identity using (true) with check (true);

create table session (
  token_digest bytea primary key,
  account_id uuid not null references account (id),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address text
);
grant select, insert, update on session to app_identity;
