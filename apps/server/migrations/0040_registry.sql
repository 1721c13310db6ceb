-- The registry in full: kinds as data, roles of firms with their time, withdrawals of what is shared, who an agreement binds, rosters.

-- Which letter belongs to which kind of institution is the profile's; the shape of the code alone is fixed.
alter table institution drop constraint institution_code_check;
alter table institution add constraint institution_code_check check (code ~ '^[A-Z][0-9]{11}$');

-- A role is held for a time, in several cities if need be (JC-5); ended, never taken out.
alter table firm_role drop constraint firm_role_pkey;
alter table firm_role add column begun_at timestamptz not null default now();
alter table firm_role add column ended_at timestamptz;
alter table firm_role add column ended_by uuid;
alter table firm_role add column ended_reason text check (length(ended_reason) between 1 and 2000);
alter table firm_role add constraint ended_whole check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_reason is null));
create unique index role_held on firm_role (firm_id, role, prov, city) nulls not distinct where ended_at is null;
grant update (ended_at, ended_by, ended_reason) on firm_role to app_province;
create policy province_ends on firm_role for update to app_province using (prov = current_setting('app.scope')) with check (prov = current_setting('app.scope'));

-- A certificate that its issuer took back counts no longer from that instant.
alter table his_certificate add column withdrawn_at timestamptz;
alter table his_certificate add column withdrawn_by uuid;
alter table his_certificate add column withdrawn_reason text check (length(withdrawn_reason) between 1 and 2000);
alter table his_certificate add constraint withdrawn_whole check (
  (withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null));
grant update (withdrawn_at, withdrawn_by, withdrawn_reason) on his_certificate to app_province;
create policy province_withdraws on his_certificate for update to app_province using (prov = current_setting('app.scope')) with check (prov = current_setting('app.scope'));

-- Whoever withdraws a shared thing locks its row against every new record that refers to it; the column is updated by nobody.
alter table his add column shared_lock smallint not null default 0;
alter table firm add column shared_lock smallint not null default 0;
grant update (shared_lock) on his, firm to app_system;
create policy system_locks on his for update to app_system using (true);
create policy system_locks on firm for update to app_system using (true);

-- A system or a carrier is withdrawn: for new applications and filings alone, or so that what stands on it counts no longer.
-- One person withdraws, two give back.
create table withdrawal (
  id uuid primary key,
  subject text not null check (subject in ('system', 'carrier')),
  his_id uuid,
  -- the vendor of the system, or the carrier itself
  firm_id uuid not null references firm (id),
  prov text not null,
  -- null: in the whole province
  city text,
  effect text not null check (effect in ('no-new', 'ends')),
  reason text not null check (length(reason) between 1 and 2000),
  withdrawn_at timestamptz not null,
  withdrawn_by uuid not null,
  withdrawn_by_name text not null,
  requested_at timestamptz,
  requested_by uuid,
  requested_by_name text,
  requested_reason text check (length(requested_reason) between 1 and 2000),
  reinstated_at timestamptz,
  reinstated_by uuid,
  reinstated_by_name text,
  version int not null default 1,
  foreign key (his_id, firm_id) references his (id, vendor_id),
  constraint a_system_has_its_row check ((subject = 'system') = (his_id is not null)),
  constraint requested_whole check ((requested_at is null) = (requested_by is null) and (requested_at is null) = (requested_reason is null)),
  constraint reinstated_whole check ((reinstated_at is null) = (reinstated_by is null)),
  constraint reinstated_by_four_eyes check (reinstated_at is null or (requested_by is not null and reinstated_by <> requested_by)),
  constraint ends_after_it_begins check (reinstated_at is null or reinstated_at >= withdrawn_at)
);
create unique index one_withdrawal on withdrawal (subject, his_id, firm_id, prov, city, effect) nulls not distinct where reinstated_at is null;
create index withdrawal_system on withdrawal (his_id) where his_id is not null;
create index withdrawal_carrier on withdrawal (firm_id) where subject = 'carrier';
alter table withdrawal enable row level security;
alter table withdrawal force row level security;
grant select on withdrawal to app_national, app_province, app_city, app_county, app_party, app_system;
create policy everybody_reads on withdrawal for select to app_national, app_province, app_city, app_county, app_party, app_system using (true);
grant insert (id, subject, his_id, firm_id, prov, city, effect, reason, withdrawn_at, withdrawn_by, withdrawn_by_name) on withdrawal to app_province;
grant update (requested_at, requested_by, requested_by_name, requested_reason, reinstated_at, reinstated_by, reinstated_by_name, version)
  on withdrawal to app_province;
create policy province_withdraws on withdrawal for insert to app_province with check (prov = current_setting('app.scope'));
create policy province_reinstates on withdrawal for update to app_province using (prov = current_setting('app.scope')) with check (prov = current_setting('app.scope'));

create function withdrawal_goes_forward() returns trigger language plpgsql as $$
begin
  if old.reinstated_at is not null then
    raise exception 'a reinstated withdrawal is closed' using errcode = 'check_violation', constraint = 'reinstated_withdrawal_is_closed';
  end if;
  -- else one person could write himself as the approver of a request under another's name, in one statement
  if new.reinstated_at is not null and (new.requested_by, new.requested_at) is distinct from (old.requested_by, old.requested_at) then
    raise exception 'requested before it is approved' using errcode = 'check_violation', constraint = 'requested_before_reinstated';
  end if;
  return new;
end $$;
create trigger withdrawal_goes_forward before update on withdrawal for each row execute function withdrawal_goes_forward();

-- Whom a service agreement binds, as it was signed: names of organisations, not of people.
alter table service_agreement add constraint service_agreement_agency foreign key (agency_id) references firm (id);
alter table service_agreement add column first_party text check (length(first_party) between 1 and 200);
alter table service_agreement add column second_party text check (length(second_party) between 1 and 200);
alter table service_agreement add column signed_on date;
alter table service_agreement add column ended_by uuid;

-- TS-3(3): who the named people were when their list was reported.
create table roster_report (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  -- the roster's records, so that names stand in one place
  operators uuid[] not null,
  -- how many people of each role the list held
  roles jsonb not null,
  clause text not null,
  stated boolean not null,
  reported_at timestamptz not null,
  reported_by uuid not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index roster_report_institution on roster_report (institution_id, reported_at);
select secure_territory('roster_report', array['institution_id']);
select allow_writing('roster_report', array['app_province', 'app_city', 'app_county']);
grant insert on roster_report to app_party;

-- NX-附1.3: whether a named person could be reached when the bureau tried.
create table reach_check (
  id uuid primary key,
  operator_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  reached boolean not null,
  note text check (length(note) between 1 and 2000),
  checked_at timestamptz not null,
  checked_by uuid not null,
  checked_by_name text not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint what_failed_is_said check (reached or note is not null)
);
create index reach_check_operator on reach_check (operator_id, checked_at);
create index reach_check_institution on reach_check (institution_id);
select secure_territory('reach_check', array['institution_id']);
select allow_writing('reach_check', array['app_province', 'app_city', 'app_county']);
