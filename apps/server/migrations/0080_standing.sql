-- One word for each institution, as its entry has it now, and each change of that word: what the situation screen counts.
-- What takes away most is said first; an order that shuts a connection out altogether reads as a cut-off whatever its kind is called.
create function standing_of(entry jsonb) returns text language sql immutable parallel safe
return case
  when entry @? '$.segments[0].grants.*.reasons[*].code ? (@ == "blacklist")' then 'blacklisted'
  when entry @? '$.segments[0].grants.*.reasons[*].code ? (@ == "agreement-termination" || @ == "settlement-termination")' then 'terminated'
  when entry @? '$.segments[0].grants.*.reasons[*] ? (exists(@.by) && @.denies == "all")' then 'cut-off'
  when entry #>> '{segments,0,grants,production,admitted}' = 'true' then
    case when entry @? '$.segments[0].grants.production.reasons[*].denies ? (@ == "settle")' then 'settlement-suspended' else 'admitted' end
  when entry #>> '{segments,0,grants,test,admitted}' = 'true' then 'test-only'
  else 'connecting'
end;

alter table admission_entry add column standing text not null generated always as (standing_of(entry)) stored;
-- Counted by an index-only scan: equal keys are kept once.
create index admission_entry_standing on admission_entry (prov, city, div, standing);

create table standing_change (
  institution_id uuid not null,
  revision bigint not null,
  prov text not null,
  city text not null,
  div text not null,
  at timestamptz not null,
  -- null: decided for the first time
  was text,
  became text not null,
  primary key (institution_id, revision),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index standing_change_at on standing_change (at);
create index standing_change_prov on standing_change (prov, at);
create index standing_change_city on standing_change (city, at);
create index standing_change_div on standing_change (div, at);

-- What was decided before this migration.
alter table admission_decision no force row level security;
insert into standing_change (institution_id, revision, prov, city, div, at, was, became)
select institution_id, revision, prov, city, div, decided_at, was, became from (
  select institution_id, revision, prov, city, div, decided_at, standing_of(entry) as became,
    lag(standing_of(entry)) over (partition by institution_id order by revision) as was
  from admission_decision
) one where was is distinct from became and (was is not null or became <> 'connecting');
alter table admission_decision force row level security;
select secure_territory('standing_change', '{}');
grant insert on standing_change to app_system;

-- Kept by the table itself, whoever decides. That somebody not admitted is decided for the first time changes nothing for anybody.
create function note_standings() returns trigger language plpgsql set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into standing_change (institution_id, revision, prov, city, div, at, was, became)
    select institution_id, revision, prov, city, div, decided_at, null, standing from now_on where standing <> 'connecting'
    on conflict do nothing;
  else
    insert into standing_change (institution_id, revision, prov, city, div, at, was, became)
    select now_on.institution_id, now_on.revision, now_on.prov, now_on.city, now_on.div, now_on.decided_at, before.standing, now_on.standing
    from now_on join before using (institution_id) where now_on.standing <> before.standing
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger notes_first_standings after insert on admission_entry referencing new table as now_on
  for each statement execute function note_standings();
create trigger notes_changed_standings after update on admission_entry referencing old table as before new table as now_on
  for each statement execute function note_standings();

-- The traffic of the last day, whoever's it is: rows come in the order of time, so that a summary of blocks finds them.
create index gateway_record_at on gateway_record using brin (at);
