-- Firms: vendors, carriers, agencies, the platform vendor, the integration partner. One firm may hold several roles, as data.
create table firm (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null,
  -- carriers, vendors and the platform vendor work across territories: where a firm was registered, not where it may act
  prov text not null,
  city text,
  div text,
  registered_at timestamptz not null
);
-- Who a firm is, is public; what it does is not.
grant select on firm to app_national, app_province, app_city, app_county, app_party, app_system, app_identity;
grant insert, update on firm to app_province;

create table firm_role (
  firm_id uuid not null references firm (id),
  role text not null check (role in ('vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency')),
  prov text not null,
  city text,
  primary key (firm_id, role, prov)
);
grant select on firm_role to app_national, app_province, app_city, app_county, app_party, app_system;
grant insert, update on firm_role to app_province;
