-- Notices of holidays entered by officers: proposed by one, approved by another. A later notice of the same year and division takes its place.
create table calendar_notice (
  id uuid primary key,
  year int not null check (year between 2000 and 2100),
  -- GB/T 2260 code of a local notice; null: the whole country
  division text check (division ~ '^[0-9]{6}$'),
  source text not null check (length(source) between 1 and 300),
  holidays jsonb not null,
  -- SM3 over year, division, source and holidays
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  approved_by uuid,
  approved_by_name text,
  approved_at timestamptz,
  approved_digest text,
  replaced_at timestamptz,
  version int not null default 1,
  constraint approved_by_four_eyes check (
    (approved_by is null and approved_at is null and approved_by_name is null and approved_digest is null)
    or (approved_by <> proposed_by and approved_at is not null and approved_by_name is not null and approved_digest = digest)),
  constraint replaced_once_approved check (replaced_at is null or approved_at is not null)
);
create unique index one_notice_in_force on calendar_notice (year, coalesce(division, '')) where approved_at is not null and replaced_at is null;
-- Which days are worked is public.
grant select on calendar_notice to app_national, app_province, app_city, app_county, app_party, app_system;
grant insert (id, year, division, source, holidays, digest, proposed_by, proposed_by_name, proposed_at) on calendar_notice to app_national, app_province;
grant update (approved_by, approved_by_name, approved_at, approved_digest, replaced_at, version) on calendar_notice to app_national, app_province;

create function calendar_notice_goes_forward() returns trigger language plpgsql as $$
begin
  if old.approved_at is not null and (new.approved_by, new.approved_at, new.approved_digest) is distinct from (old.approved_by, old.approved_at, old.approved_digest)
    or old.replaced_at is not null then
    raise exception 'an approved notice is replaced, never rewritten' using errcode = 'check_violation', constraint = 'approved_notice_stays';
  end if;
  return new;
end $$;
create trigger calendar_notice_goes_forward before update on calendar_notice for each row execute function calendar_notice_goes_forward();

-- What a due date was reckoned from, so that another calendar can reckon it again; null: of an earlier release, or a person's date.
alter table statutory_clock add column period_amount int;
alter table statutory_clock add column period_unit text;
alter table statutory_clock add column count_first_day boolean;
grant update (due_on, due_at, warn_at, explanation) on statutory_clock to app_system;
create index statutory_clock_working_days on statutory_clock (id) where state = 'running' and period_unit = 'working-day';

alter table clock_event drop constraint clock_event_event_check;
alter table clock_event add constraint clock_event_event_check check (event in ('warned', 'breached', 'extended', 'recomputed'));
alter table clock_event drop constraint an_extension_has_its_reason;
alter table clock_event add constraint a_changed_date_has_its_reason check ((event in ('extended', 'recomputed')) = (reason is not null));
alter table clock_event drop constraint an_extension_extends;
alter table clock_event add constraint the_date_changes_as_said check (
  case event when 'extended' then due_at_after > due_at_before when 'recomputed' then due_at_after <> due_at_before else due_at_after = due_at_before end);
