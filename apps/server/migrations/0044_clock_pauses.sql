-- Clocks stand still and go on, with a reason each; an extended clock keeps its period beside the date that a person set.
alter table statutory_clock add column paused_at timestamptz;
alter table statutory_clock add column pause_reason text check (length(pause_reason) between 1 and 2000);
alter table statutory_clock add column extended_to date;
alter table statutory_clock add column extended_at timestamptz;
alter table statutory_clock drop constraint statutory_clock_state_check;
alter table statutory_clock add constraint statutory_clock_state_check check (state in ('running', 'paused', 'met', 'breached', 'cancelled'));
alter table statutory_clock drop constraint ended_once;
alter table statutory_clock add constraint ended_once check ((state in ('running', 'paused')) = (ended_at is null));
-- A clock that ends while it stands still is in time: it keeps when it was paused.
alter table statutory_clock drop constraint met_in_time;
alter table statutory_clock add constraint met_in_time check (state <> 'met' or ended_at <= due_at or paused_at is not null);
alter table statutory_clock add constraint paused_with_its_reason check (
  (paused_at is null) = (pause_reason is null)
  and case state when 'paused' then paused_at is not null when 'running' then paused_at is null else true end);
alter table statutory_clock add constraint extended_by_a_date check ((extended_to is null) = (extended_at is null));
-- The owner changes rows under forced row security: it is lifted for these statements alone.
alter table statutory_clock no force row level security;
alter table clock_event no force row level security;
-- A clock of an earlier release knew only its days walked, or the sentence of a natural period: the period is read back from them.
update statutory_clock set
  period_unit = case
    when explanation -> 0 ? 'date' then 'working-day'
    when explanation -> 0 ->> 'en' ~ '^[0-9]+ calendar days from ' then 'day'
    when explanation -> 0 ->> 'en' ~ '^[0-9]+ years from ' then 'year'
    when explanation -> 0 ->> 'en' ~ '^[0-9]+ hours from the start' then 'hour'
    when explanation -> 0 ->> 'en' ~ '^[0-9]+ minutes from the start' then 'minute' end,
  period_amount = case
    when explanation -> 0 ? 'date' then (select count(*) from jsonb_array_elements(explanation) day where (day ->> 'counts')::boolean)
    else substring(explanation -> 0 ->> 'en' from '^[0-9]+')::int end,
  count_first_day = case when explanation -> 0 ? 'date' then (explanation -> 0 ->> 'counts')::boolean
    else coalesce(explanation -> 0 ->> 'en' like '%the first day counted', false) end
where period_unit is null and jsonb_array_length(explanation) > 0;
-- Of an extended one the date that stands is a person's.
update statutory_clock set extended_to = statutory_clock.due_on, extended_at = last.at
from (select clock_id, max(at) as at from clock_event where event = 'extended' group by clock_id) last
where last.clock_id = statutory_clock.id and statutory_clock.due_on is not null;
alter table statutory_clock force row level security;
alter table clock_event force row level security;

alter table clock_event drop constraint clock_event_event_check;
alter table clock_event add constraint clock_event_event_check check (event in ('warned', 'breached', 'extended', 'recomputed', 'paused', 'resumed'));
alter table clock_event drop constraint a_changed_date_has_its_reason;
alter table clock_event add constraint a_changed_date_has_its_reason check ((event in ('extended', 'recomputed', 'paused', 'resumed')) = (reason is not null));
alter table clock_event drop constraint the_date_changes_as_said;
alter table clock_event add constraint the_date_changes_as_said check (
  case event when 'extended' then due_at_after > due_at_before when 'recomputed' then due_at_after <> due_at_before
    when 'resumed' then due_at_after >= due_at_before else due_at_after = due_at_before end);
-- A step of any party may start, end, pause or resume the clocks of what it has found under its own scope: the system writes them down.
grant insert on statutory_clock to app_system;
grant update (state, ended_at, ended_by_event, paused_at, pause_reason) on statutory_clock to app_system;

-- By which calendar the running clocks were reckoned last: a release that brings another one has them reckoned again at its start.
create table calendar_reckoned (
  singleton boolean primary key default true check (singleton),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  at timestamptz not null
);
grant select, insert, update on calendar_reckoned to app_system;
