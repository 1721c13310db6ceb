-- A release of a system certified once by the whole suite of the joint test, where a territory's rules have it so (jointTest.certification): an
-- interval, in one province, for one kind of institution (docs/decisions/0035).
alter table test_report
  -- how much of the bed's plan the run played; what was recorded before there were short plans certifies nothing
  add column suite text not null default 'part' check (suite in ('whole', 'part', 'short')),
  -- of a short one: what it stands on
  add column certification_id uuid;
alter table test_campaign
  add column suite text not null default 'part' check (suite in ('whole', 'part', 'short')),
  add column certification_id uuid;
-- a report is replaced and never written over
revoke update on test_report from app_party, app_province, app_city, app_county;
grant update (replaced_at) on test_report to app_party, app_province, app_city, app_county;

create table version_certification (
  id uuid primary key,
  his_id uuid not null,
  vendor_id uuid not null,
  prov text not null,
  -- kind of institution whose whole suite was passed
  kind text not null,
  report_id uuid not null,
  report_sm3 text not null,
  clause text not null,
  stated boolean not null,
  certified_by uuid not null,
  begun_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  ended_reason text check (length(ended_reason) between 1 and 2000),
  foreign key (his_id, vendor_id) references his (id, vendor_id),
  foreign key (report_id, report_sm3) references test_report (id, sm3),
  constraint ended_by_somebody check (num_nulls(ended_at, ended_by, ended_reason) in (0, 3)),
  constraint certification_ends_after_it_begins check (ended_at >= begun_at)
);
create unique index one_certification_in_force on version_certification (his_id, prov, kind) where ended_at is null;
create index version_certification_vendor on version_certification (vendor_id);

-- Which release passed is public, as systems and their certificates are. The province alone certifies and takes back.
alter table version_certification enable row level security;
alter table version_certification force row level security;
create policy everybody_reads on version_certification for select
  to app_national, app_province, app_city, app_county, app_party, app_system using (true);
create policy province_certifies on version_certification for insert to app_province with check (prov = current_setting('app.scope'));
create policy province_ends on version_certification for update to app_province
  using (prov = current_setting('app.scope')) with check (prov = current_setting('app.scope'));
grant select on version_certification to app_national, app_province, app_city, app_county, app_party, app_system;
grant insert (id, his_id, vendor_id, prov, kind, report_id, report_sm3, clause, stated, certified_by, begun_at),
  update (ended_at, ended_by, ended_reason) on version_certification to app_province;
select act_in_person('version_certification', array['certified_by', 'ended_by']);
select decide_once('version_certification', array['ended_at', 'ended_by', 'ended_reason']);

alter table test_report
  add foreign key (certification_id) references version_certification (id),
  add constraint short_report_stands_on_a_certification check ((suite = 'short') = (certification_id is not null));
alter table test_campaign
  add foreign key (certification_id) references version_certification (id),
  add constraint short_campaign_stands_on_a_certification check ((suite = 'short') = (certification_id is not null));

-- Nothing but a passed report of the whole suite, of that very release, certifies.
create function certified_by_the_whole_suite() returns trigger language plpgsql as $$
begin
  if not exists (
      select 1 from test_report r join application a on a.id = r.application_id join institution i on i.id = r.institution_id
      where r.id = new.report_id and r.passed and r.suite = 'whole' and r.replaced_at is null
        and a.system_id = new.his_id and r.prov = new.prov and i.kind = new.kind) then
    raise exception 'a release is certified by a passed report of the whole suite alone'
      using errcode = 'check_violation', constraint = 'certified_by_the_whole_suite', table = 'version_certification';
  end if;
  return new;
end $$;
create trigger certified_by_the_whole_suite before insert on version_certification
  for each row execute function certified_by_the_whole_suite();

-- A short suite counts only while the release is certified there.
create function short_suite_of_a_certified_release() returns trigger language plpgsql as $$
begin
  if new.certification_id is not null and not exists (
      select 1 from version_certification c join application a on a.id = new.application_id
      where c.id = new.certification_id and c.his_id = a.system_id and c.prov = new.prov and c.ended_at is null) then
    raise exception 'a short suite stands on a certification in force'
      using errcode = 'check_violation', constraint = 'short_suite_of_a_certified_release', table = tg_table_name::text;
  end if;
  return new;
end $$;
create trigger short_suite_of_a_certified_release before insert on test_report
  for each row execute function short_suite_of_a_certified_release();
create trigger short_suite_of_a_certified_release before insert on test_campaign
  for each row execute function short_suite_of_a_certified_release();
