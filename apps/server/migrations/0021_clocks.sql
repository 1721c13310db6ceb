-- Clocks are watched: warned of, breaches taken down when they happen, extensions with their reason; each with its history.
alter table statutory_clock add column warn_at timestamptz;
alter table statutory_clock add column warned_at timestamptz;
alter table statutory_clock add column breach_seen_at timestamptz;
alter table statutory_clock add column version int not null default 1;
alter table statutory_clock add constraint statutory_clock_place unique (id, institution_id);
create index statutory_clock_to_warn on statutory_clock (warn_at) where state = 'running' and warned_at is null;
create index statutory_clock_to_breach on statutory_clock (due_at) where state = 'running' and breach_seen_at is null;
create index statutory_clock_city on statutory_clock (city, due_at) where state = 'running';
create index statutory_clock_div on statutory_clock (div, due_at) where state = 'running';
create index statutory_clock_institution on statutory_clock (institution_id);
grant update (warned_at, breach_seen_at, version) on statutory_clock to app_system;

create table clock_event (
  id uuid primary key,
  clock_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  event text not null check (event in ('warned', 'breached', 'extended')),
  at timestamptz not null,
  -- null: the system itself
  actor_id uuid,
  actor_name text not null,
  reason text check (length(reason) between 1 and 2000),
  due_at_before timestamptz not null,
  due_at_after timestamptz not null,
  foreign key (clock_id, institution_id) references statutory_clock (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint an_extension_has_its_reason check ((event = 'extended') = (reason is not null)),
  constraint an_extension_extends check (case event when 'extended' then due_at_after > due_at_before else due_at_after = due_at_before end)
);
create index clock_event_clock on clock_event (clock_id, id);
create unique index one_breach_of_a_due_date on clock_event (clock_id, due_at_before) where event = 'breached';
select secure_territory('clock_event', array['institution_id']);
grant insert on clock_event to app_province, app_city, app_county, app_system;
