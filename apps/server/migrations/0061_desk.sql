-- The rest of the caseworker's registry: measures of a changed system, PSAM cards, rules to be known, urging, changes of divisions.

-- NX-16: what the institution has in place for the system it changes to, in its own words.
create table application_measure (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  code text not null,
  statement text not null check (length(statement) between 1 and 2000),
  declared_by uuid not null,
  declared_at timestamptz not null,
  withdrawn_at timestamptz,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create unique index one_statement_of_a_measure on application_measure (application_id, code) where withdrawn_at is null;
create index application_measure_institution on application_measure (institution_id);
select secure_territory('application_measure', array['institution_id']);
select allow_writing('application_measure', array['app_city', 'app_county', 'app_party']);
select act_in_person('application_measure', array['declared_by']);

-- TS-3(5): a PSAM card lost, or handed in because it is broken or no longer used.
create table psam_record (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  card text not null check (length(card) between 1 and 40),
  kind text not null check (kind in ('lost', 'handed-in')),
  happened_on date not null,
  note text not null check (length(note) between 1 and 2000),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  -- a loss is settled by the bureau: found again, or dealt with
  settled_at timestamptz,
  settled_by uuid,
  settlement text check (length(settlement) between 1 and 2000),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint settled_whole check ((settled_at is null) = (settled_by is null) and (settled_at is null) = (settlement is null)),
  constraint only_a_loss_is_settled check (kind = 'lost' or settled_at is null)
);
create unique index one_loss_of_a_card on psam_record (institution_id, card) where kind = 'lost' and settled_at is null;
create index psam_record_institution on psam_record (institution_id, id);
select secure_territory('psam_record', array['institution_id']);
select allow_writing('psam_record', array['app_city', 'app_county']);
-- a party reports; whether a loss is settled is never its own word
grant insert (id, institution_id, prov, city, div, card, kind, happened_on, note, recorded_at, recorded_by) on psam_record to app_party;

-- TS-2(2): rules of the managing department, and which institution has taken note of which.
create table bureau_rule (
  id uuid primary key,
  bureau_id uuid not null references bureau (id),
  prov text not null,
  city text,
  div text,
  number text not null check (length(number) between 1 and 60),
  title text not null check (length(title) between 2 and 200),
  in_force_from date not null,
  sm3 text check (sm3 ~ '^[0-9a-f]{64}$'),
  issued_at timestamptz not null,
  issued_by uuid not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  constraint withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null))
);
create unique index one_rule_of_a_number on bureau_rule (bureau_id, number) where withdrawn_at is null;
select secure_territory('bureau_rule', '{}');
select allow_writing('bureau_rule', array['app_province', 'app_city', 'app_county']);
-- Whoever is bound by rules may read them.
create policy everybody_reads on bureau_rule for select to app_province, app_city, app_county, app_party using (true);
grant select on bureau_rule to app_party;

create table rule_acknowledgement (
  id uuid primary key,
  rule_id uuid not null references bureau_rule (id),
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  acknowledged_at timestamptz not null,
  acknowledged_by uuid not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (rule_id, institution_id)
);
create index rule_acknowledgement_institution on rule_acknowledgement (institution_id);
select secure_territory('rule_acknowledgement', array['institution_id']);
select allow_writing('rule_acknowledgement', array['app_city', 'app_county']);
grant insert on rule_acknowledgement to app_party;

-- NX-20(末2): urged to finish the joint test.
create table census_urging (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  note text not null check (length(note) between 1 and 2000),
  answer_by date,
  urged_at timestamptz not null,
  urged_by uuid not null,
  urged_by_name text not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index census_urging_institution on census_urging (institution_id, urged_at);
select secure_territory('census_urging', array['institution_id']);
select allow_writing('census_urging', array['app_province', 'app_city', 'app_county']);

-- Divisions that are merged or renamed from a day on: requested by one, approved by another, carried out on the day.
create table division_change (
  id uuid primary key,
  prov text not null,
  -- divisions that end, and the one that takes their place
  from_divs text[] not null check (cardinality(from_divs) between 1 and 50),
  into_div text not null,
  -- what the new division and its bureau are called; null where they exist already
  into_city text not null,
  into_name text,
  into_level text check (into_level in ('city', 'county')),
  bureau_code text check (bureau_code ~ '^[a-z0-9][a-z0-9-]{1,40}$'),
  bureau_name text,
  bureau_gb_code text,
  effective_on date not null,
  -- number of the document that orders it
  document text not null check (length(document) between 1 and 200),
  reason text not null check (length(reason) between 1 and 2000),
  requested_by uuid not null,
  requested_by_name text,
  requested_at timestamptz not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  approved_by uuid,
  approved_by_name text,
  approved_at timestamptz,
  approved_digest text,
  declined_at timestamptz,
  declined_by uuid,
  carried_out_at timestamptz,
  institutions int,
  version int not null default 1,
  constraint approved_by_four_eyes check (approved_at is null or (approved_by is not null and approved_by <> requested_by)),
  constraint approved_as_requested check (approved_at is null or approved_digest = digest),
  constraint approved_or_declined check (approved_at is null or declined_at is null),
  constraint carried_out_once_approved check (carried_out_at is null or approved_at is not null),
  constraint a_new_division_is_named check ((into_name is null) = (bureau_code is null) and (into_name is null) = (into_level is null)),
  constraint nothing_into_itself check (not into_div = any(from_divs))
);
create index division_change_due on division_change (effective_on) where approved_at is not null and carried_out_at is null;
alter table division_change enable row level security;
alter table division_change force row level security;
grant select on division_change to app_national, app_province, app_city, app_county, app_system;
create policy everybody_reads on division_change for select to app_national, app_province, app_city, app_county, app_system using (true);
grant insert (id, prov, from_divs, into_div, into_city, into_name, into_level, bureau_code, bureau_name, bureau_gb_code, effective_on, document, reason,
  requested_by, requested_by_name, requested_at, digest) on division_change to app_province;
grant update (approved_by, approved_by_name, approved_at, approved_digest, declined_at, declined_by, version) on division_change to app_province;
create policy province_requests on division_change for insert to app_province with check (prov = current_setting('app.scope'));
create policy province_decides on division_change for update to app_province using (prov = current_setting('app.scope')) with check (prov = current_setting('app.scope'));
grant update (carried_out_at, institutions, version) on division_change to app_system;
create policy system_carries_out on division_change for update to app_system using (true) with check (true);
select act_in_person('division_change', array['requested_by', 'approved_by', 'declined_by']);
create function division_change_goes_forward() returns trigger language plpgsql as $$
begin
  if old.carried_out_at is not null or old.declined_at is not null then
    raise exception 'a change of divisions that is done or declined is closed' using errcode = 'check_violation', constraint = 'decided_division_change_is_closed';
  end if;
  if old.approved_at is not null and (old.approved_by, old.approved_at, old.approved_digest) is distinct from (new.approved_by, new.approved_at, new.approved_digest) then
    raise exception 'an approval is not taken back; decline the request instead' using errcode = 'check_violation', constraint = 'approval_of_divisions_stays';
  end if;
  return new;
end $$;
create trigger division_change_goes_forward before update on division_change for each row execute function division_change_goes_forward();

-- Where an institution lay before and after: the history of its territory.
create table territory_move (
  id uuid primary key,
  change_id uuid not null references division_change (id),
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  from_city text not null,
  from_div text not null,
  from_bureau uuid not null references bureau (id),
  to_city text not null,
  to_div text not null,
  to_bureau uuid not null references bureau (id),
  moved_at timestamptz not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index territory_move_institution on territory_move (institution_id, moved_at);
select secure_territory('territory_move', array['institution_id']);
grant insert on territory_move to app_system;

-- A bureau whose division has ended is followed by another.
alter table bureau add column successor_id uuid references bureau (id);
alter table bureau add column ended_on date;
grant insert on division, bureau to app_system;
grant update (valid_to) on division to app_system;
grant update (successor_id, ended_on) on bureau to app_system;
grant update (city, div, bureau_id, version) on institution to app_system;
grant update (bureau_id) on application to app_system;

select seal_columns('withdrawal', 'persons', array['withdrawn_by_name', 'requested_by_name', 'reinstated_by_name']);
select seal_columns('reach_check', 'persons', array['checked_by_name']);
select seal_columns('census_urging', 'persons', array['urged_by_name']);
select seal_columns('division_change', 'persons', array['requested_by_name', 'approved_by_name']);
