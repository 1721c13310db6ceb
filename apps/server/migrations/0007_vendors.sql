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

-- city: the role is held in that city alone (JC-5: three carriers of the city); null: in the whole province
create table firm_role (
  firm_id uuid not null references firm (id),
  role text not null check (role in ('vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency')),
  prov text not null,
  city text,
  primary key (firm_id, role, prov)
);

-- A vendor's product in one version; another version is another row. deployment null: neither box of the official form is ticked.
create table his (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9.-]{1,62}$'),
  vendor_id uuid not null references firm (id),
  name text not null,
  release text not null,
  deployment text check (deployment in ('standalone', 'cloud')),
  -- where it was registered, not where it may run
  prov text not null,
  registered_at timestamptz not null,
  registered_by uuid not null,
  unique (id, vendor_id),
  constraint one_record_a_release unique nulls not distinct (vendor_id, name, release, deployment)
);

-- 等保测评证书 of a system; renewed by another row, never overwritten.
create table his_certificate (
  id uuid primary key,
  his_id uuid not null,
  vendor_id uuid not null,
  prov text not null,
  level int not null check (level between 1 and 5),
  number text not null,
  valid_from date not null,
  valid_to date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  foreign key (his_id, vendor_id) references his (id, vendor_id),
  unique (his_id, number),
  constraint ends_after_it_begins check (valid_to >= valid_from)
);

-- Who a firm is and what it makes is public: every scope reads all rows. Only the province that registers, or the vendor itself, writes.
do $$
declare
  public_table text;
  reader text;
begin
  foreach public_table in array array['firm', 'firm_role', 'his', 'his_certificate'] loop
    execute format('alter table %I enable row level security', public_table);
    execute format('alter table %I force row level security', public_table);
    foreach reader in array array['app_national', 'app_province', 'app_city', 'app_county', 'app_party', 'app_system', 'app_identity'] loop
      execute format('grant select on %I to %I', public_table, reader);
    end loop;
    execute format('create policy everybody_reads on %I for select to app_national, app_province, app_city, app_county, app_party, app_system, app_identity using (true)', public_table);
    execute format('create policy province_registers on %I for insert to app_province with check (prov = current_setting(''app.scope''))', public_table);
    execute format('grant insert on %I to app_province', public_table);
  end loop;
  foreach public_table in array array['his', 'his_certificate'] loop
    execute format('create policy vendor_registers on %I for insert to app_party with check (vendor_id = current_setting(''app.party'')::uuid)', public_table);
    execute format('grant insert on %I to app_party', public_table);
  end loop;
end $$;

-- Which system an institution runs: what a scope order against a system (NX-26) reaches.
create table institution_system (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  his_id uuid not null,
  vendor_id uuid not null,
  begun_at timestamptz not null,
  ended_at timestamptz,
  recorded_by uuid not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  foreign key (his_id, vendor_id) references his (id, vendor_id),
  constraint ends_after_it_begins check (ended_at is null or ended_at >= begun_at)
);
create unique index one_system_at_a_time on institution_system (institution_id) where ended_at is null;
create index institution_system_history on institution_system (institution_id);
create index institution_system_vendor on institution_system (vendor_id);
select secure_territory('institution_system', array['institution_id', 'vendor_id']);
select allow_writing('institution_system', array['app_province', 'app_city', 'app_county']);
