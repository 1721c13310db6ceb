-- The joint test at the test bed (NX-20(2), NX-附3): campaigns opened for an application, and frozen runs joined to it as its report.

create table test_campaign (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  vendor_id uuid,
  platform_vendor_id uuid,
  partner_id uuid,
  -- the bed's id of it; its keys are the bed's alone, and are shown once to whoever opens it
  campaign uuid not null unique,
  plan text not null,
  opened_by uuid not null,
  opened_at timestamptz not null,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index test_campaign_application on test_campaign (application_id);
select secure_territory('test_campaign', array['institution_id', 'vendor_id', 'platform_vendor_id', 'partner_id']);
select allow_writing('test_campaign', array['app_party']);

-- A run as the bed froze and signed it, word for word: whoever doubts a report verifies it again from here.
create table frozen_run (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  vendor_id uuid,
  platform_vendor_id uuid,
  partner_id uuid,
  report_id uuid not null unique,
  sm3 text not null,
  campaign uuid not null,
  run integer not null check (run >= 1),
  -- covered of required, 0 to 1
  share numeric(5, 4) not null check (share between 0 and 1),
  document jsonb not null,
  signature text not null,
  public_key text not null,
  frozen_at timestamptz not null,
  verified_by uuid not null,
  verified_at timestamptz not null,
  foreign key (report_id, sm3) references test_report (id, sm3),
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  -- what was replaced by a new test is not handed in again
  constraint one_use_of_a_run unique (application_id, sm3)
);
select secure_territory('frozen_run', array['institution_id', 'vendor_id', 'platform_vendor_id', 'partner_id']);
select allow_writing('frozen_run', array['app_party']);

-- No report without the run that it stands on, whoever writes it.
create function report_stands_on_a_run() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from frozen_run where report_id = new.id) then
    raise exception 'a report of the joint test stands on a frozen run' using errcode = 'check_violation', constraint = 'report_stands_on_a_run';
  end if;
  return null;
end $$;
create constraint trigger report_stands_on_a_run after insert on test_report deferrable initially deferred
  for each row execute function report_stands_on_a_run();
