-- Statutory clocks, applications with everything recorded of them, and what their steps grant.

-- A clock that a text (or our profile) starts by an event. Breach is seen from `due_at`; the row says when and how it ended.
create table statutory_clock (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  -- what it belongs to, e.g. an application
  subject_kind text not null,
  subject_id uuid not null,
  -- the event that starts it
  kind text not null,
  end_events text[] not null check (cardinality(end_events) > 0),
  clause text not null,
  stated boolean not null,
  started_at timestamptz not null,
  due_on date,
  due_at timestamptz not null,
  -- every day with the reason why it counts or not; or the sentence of a natural deadline
  explanation jsonb not null,
  state text not null default 'running' check (state in ('running', 'met', 'breached', 'cancelled')),
  ended_at timestamptz,
  ended_by_event text,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint ended_once check ((state = 'running') = (ended_at is null)),
  constraint met_in_time check (state <> 'met' or ended_at <= due_at),
  constraint breached_too_late check (state <> 'breached' or ended_at > due_at)
);
create index statutory_clock_subject on statutory_clock (subject_id);
create index statutory_clock_running on statutory_clock (prov, due_at) where state = 'running';
select secure_territory('statutory_clock', array['institution_id']);
select allow_writing('statutory_clock', array['app_province', 'app_city', 'app_county', 'app_party']);

-- 受理号: one row per bureau and year, counted by a function that belongs to the owner.
create table application_number (
  bureau_id uuid not null references bureau (id),
  year int not null,
  last int not null,
  primary key (bureau_id, year)
);
create function next_application_number(bureau uuid, of_year int) returns int language sql security definer set search_path = public as $$
  insert into application_number (bureau_id, year, last) values (bureau, of_year, 1)
  on conflict (bureau_id, year) do update set last = application_number.last + 1
  returning last
$$;
revoke all on function next_application_number from public;
grant execute on function next_application_number to app_province, app_city, app_county, app_party;

-- The parties to an application are copied into each of its records: institution, vendor of the system, platform vendor, integration partner.
create table application (
  id uuid primary key,
  number text not null unique,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  institution_code text not null references institution (code) on update cascade,
  institution_kind text not null,
  -- the institution's own bureau, whatever its level (属地)
  bureau_id uuid not null references bureau (id),
  kind text not null,
  state text not null,
  form jsonb not null,
  system_id uuid references his (id),
  vendor_id uuid references firm (id),
  platform_vendor_id uuid references firm (id),
  partner_id uuid references firm (id),
  created_by uuid not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  version int not null default 1,
  unique (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create unique index one_open_application on application (institution_id) where closed_at is null;
create index application_institution on application (institution_id);
create index application_province on application (prov, number);
create index application_city on application (city, number);
create index application_div on application (div, number);
select secure_territory('application', array['institution_id', 'vendor_id', 'platform_vendor_id', 'partner_id']);
select allow_writing('application', array['app_province', 'app_city', 'app_county', 'app_party']);

-- A step requested or taken. Pending: requested and not decided; voided: what was approved has changed since.
create table application_step (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  vendor_id uuid,
  platform_vendor_id uuid,
  partner_id uuid,
  name text not null,
  from_state text not null,
  to_state text not null,
  clause text not null,
  stated boolean not null,
  four_eyes boolean not null,
  reason text check (length(reason) between 1 and 2000),
  requested_by uuid,
  requested_by_name text,
  requested_at timestamptz,
  -- SM3 of the dossier that was requested
  digest text check (digest ~ '^[0-9a-f]{64}$'),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  voided_at timestamptz,
  decided_by_two boolean not null generated always as (decided_at is not null and four_eyes) stored,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (id, institution_id, decided_by_two),
  constraint decided_by_four_eyes check (
    decided_at is null or not four_eyes
    or (requested_by is not null and decided_by is not null and requested_by <> decided_by and digest is not null)),
  constraint decided_or_requested check (decided_at is not null or requested_at is not null),
  constraint decided_whole check ((decided_at is null) = (decided_by is null)),
  constraint voided_before_decided check (voided_at is null or decided_at is null)
);
create unique index one_pending_step on application_step (application_id) where decided_at is null and voided_at is null;
create index application_step_application on application_step (application_id);
select secure_territory('application_step', array['institution_id', 'vendor_id', 'platform_vendor_id', 'partner_id']);
select allow_writing('application_step', array['app_province', 'app_city', 'app_county', 'app_party']);
-- a party's change of the dossier voids the bureau's request, which the party does not see
grant update (voided_at) on application_step to app_system;

-- A required material and the reviewer's finding on it. Another document closes the row, and the finding with it.
create table application_material (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  code text not null,
  document_id uuid not null,
  sm3 text not null,
  handed_in_at timestamptz not null,
  handed_in_by uuid not null,
  replaced_at timestamptz,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (document_id, institution_id) references document (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (id, institution_id)
);
create unique index one_material_of_a_kind on application_material (application_id, code) where replaced_at is null;
select secure_territory('application_material', array['institution_id']);
select allow_writing('application_material', array['app_province', 'app_city', 'app_county', 'app_party']);

create table material_finding (
  id uuid primary key,
  material_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  conforms boolean not null,
  note text check (length(note) between 1 and 2000),
  found_by uuid not null,
  found_by_name text not null,
  found_at timestamptz not null,
  foreign key (material_id, institution_id) references application_material (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint what_does_not_conform_is_said check (conforms or note is not null)
);
create index material_finding_material on material_finding (material_id, found_at);
select secure_territory('material_finding', array['institution_id']);
select allow_writing('material_finding', array['app_province', 'app_city', 'app_county']);

-- 附件二 part 2: the vendor vouches for each readiness condition of the system applied for.
create table application_condition (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  vendor_id uuid not null references firm (id),
  system_id uuid not null references his (id),
  code text not null,
  vouched_by uuid not null,
  vouched_at timestamptz not null,
  withdrawn_at timestamptz,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create unique index one_promise_of_a_condition on application_condition (application_id, code) where withdrawn_at is null;
select secure_territory('application_condition', array['institution_id', 'vendor_id']);
select allow_writing('application_condition', array['app_party']);
-- a change of the system applied for withdraws what was vouched for the other
grant update on application_condition to app_province, app_city, app_county;

-- An opinion counts for the dossier it was given on (SM3), and no longer.
create table application_opinion (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  code text not null,
  agrees boolean not null,
  opinion text not null check (length(opinion) between 1 and 2000),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  given_by uuid not null,
  given_by_name text not null,
  bureau_id uuid not null references bureau (id),
  given_at timestamptz not null,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index application_opinion_application on application_opinion (application_id, given_at);
select secure_territory('application_opinion', array['institution_id']);
select allow_writing('application_opinion', array['app_province', 'app_city', 'app_county']);

-- 附件三: the report of the joint test. Another report closes this one, and voids its seals.
create table test_report (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  vendor_id uuid,
  platform_vendor_id uuid,
  partner_id uuid,
  passed boolean not null,
  report jsonb not null,
  sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  replaced_at timestamptz,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (id, sm3)
);
create unique index one_test_report on test_report (application_id) where replaced_at is null;
select secure_territory('test_report', array['institution_id', 'vendor_id', 'platform_vendor_id', 'partner_id']);
select allow_writing('test_report', array['app_party']);
-- testing again closes the report of the test before
grant update on test_report to app_province, app_city, app_county;

-- Every seal stands on the SM3 of one report: the key refuses a seal on anything else.
create table report_seal (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  vendor_id uuid,
  platform_vendor_id uuid,
  partner_id uuid,
  report_id uuid not null,
  sm3 text not null,
  party text not null,
  sealed_by uuid not null,
  sealed_by_name text not null,
  sealed_at timestamptz not null,
  voided_at timestamptz,
  foreign key (report_id, sm3) references test_report (id, sm3),
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create unique index one_seal_of_a_party on report_seal (report_id, party) where voided_at is null;
create index report_seal_application on report_seal (application_id);
select secure_territory('report_seal', array['institution_id', 'vendor_id', 'platform_vendor_id', 'partner_id']);
select allow_writing('report_seal', array['app_province', 'app_city', 'app_county', 'app_party']);

-- JC-7: a test of network or system and its result.
create table test_record (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  kind text not null,
  passed boolean not null,
  tested_at timestamptz not null,
  note text check (length(note) between 1 and 2000),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint not_tested_in_the_future check (tested_at <= recorded_at)
);
create index test_record_institution on test_record (institution_id);
select secure_territory('test_record', array['institution_id']);
select allow_writing('test_record', array['app_province', 'app_city', 'app_county']);

-- NX-20(末2): what was connected before the platform, taken in by two people.
create table census_record (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  system_id uuid references his (id),
  connected_on date not null,
  reason text not null check (length(reason) between 1 and 2000),
  clause text,
  stated boolean not null,
  requested_by uuid not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  accepted boolean,
  decision_reason text check (length(decision_reason) between 1 and 2000),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint accepted_by_four_eyes check (accepted is not true or (decided_by is not null and decided_by <> requested_by)),
  constraint decided_whole check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (accepted is null))
);
create unique index one_census_request on census_record (institution_id) where decided_at is null;
create index census_record_institution on census_record (institution_id);
select secure_territory('census_record', array['institution_id']);
select allow_writing('census_record', array['app_province', 'app_city', 'app_county']);

-- What a step, a test or the census granted: the positive facts of admission. Closed, never overwritten.
create table admission_grant (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  kind text not null check (kind in ('connection-consent', 'test-consent', 'network-test', 'system-test', 'security-agreement', 'connection-procedure')),
  system_id uuid references his (id),
  source_kind text not null check (source_kind in ('step', 'test-record', 'census')),
  step_id uuid references application_step (id),
  test_record_id uuid references test_record (id),
  census_id uuid references census_record (id),
  clause text not null,
  stated boolean not null,
  begun_at timestamptz not null,
  ended_at timestamptz,
  ended_by_step uuid references application_step (id),
  requested_by uuid,
  granted_by uuid not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint source_fits_its_kind check (
    case source_kind when 'step' then step_id is not null when 'test-record' then test_record_id is not null else census_id is not null end),
  -- consent to connect admits production: never by one person, whatever path leads here
  constraint consented_by_four_eyes check (kind <> 'connection-consent' or (requested_by is not null and requested_by <> granted_by)),
  constraint ends_after_it_begins check (ended_at is null or ended_at >= begun_at)
);
create unique index one_grant_of_a_kind on admission_grant (institution_id, kind) where ended_at is null;
create index admission_grant_institution on admission_grant (institution_id);
select secure_territory('admission_grant', array['institution_id']);
select allow_writing('admission_grant', array['app_province', 'app_city', 'app_county', 'app_party']);
-- a party ends what it had been granted (withdrawal); it grants itself nothing
revoke insert on admission_grant from app_party;

-- What the law imposed is lifted by a step of the same institution that two people decided (the agreeing feedback), and by no other record.
alter table restriction add column lifted_by_two boolean generated always as (case when lifted_by_record is not null then true end) stored;
alter table restriction add constraint lifted_by_a_step_of_four_eyes foreign key (lifted_by_record, institution_id, lifted_by_two)
  references application_step (id, institution_id, decided_by_two);
