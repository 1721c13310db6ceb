-- Self-assessments by NX-附3.2, kept: who had them made, what was measured, and what people found where a program can tell nothing.
create table assessment (
  id uuid primary key,
  -- command: `anjie assess` on the machine of the installation
  cause text not null check (cause in ('officer', 'schedule', 'command')),
  requested_by uuid,
  requested_at timestamptz not null,
  began_at timestamptz,
  stage text check (stage in ('probes', 'accounts', 'database', 'files', 'judging')),
  measured_at timestamptz,
  finished_at timestamptz,
  fault text check (length(fault) between 1 and 2000),
  constraint asked_by_an_officer check ((cause = 'officer') = (requested_by is not null)),
  constraint measured_once_begun check (began_at is not null or (stage is null and measured_at is null)),
  constraint finished_with_a_measure_or_a_fault check ((finished_at is null and fault is null and measured_at is null)
    or (finished_at is not null and (fault is null) = (measured_at is not null)))
);
create unique index one_assessment_under_way on assessment ((true)) where finished_at is null;
grant select on assessment to app_national, app_system;
grant insert (id, cause, requested_by, requested_at) on assessment to app_national, app_system;
grant update (began_at, stage, measured_at, finished_at, fault) on assessment to app_system;
select act_in_person('assessment', array['requested_by']);

create table assessment_finding (
  assessment_id uuid not null references assessment (id),
  item text not null check (item ~ '^(10|[1-9])[a-g]$'),
  verdict text not null check (verdict in ('conforms', 'partly', 'does-not', 'not-applicable')),
  -- whether a person must still look at something
  for_person boolean not null,
  -- as it was judged: words of the text, sub-checks with their evidence, what makes the item fail
  finding jsonb not null,
  primary key (assessment_id, item)
);
grant select on assessment_finding to app_national, app_system;
grant insert on assessment_finding to app_system;

-- What a person found who looked. That something is in order stands once another officer has confirmed it; that it is not, at once.
create table assessment_remark (
  id uuid primary key,
  assessment_id uuid not null,
  item text not null,
  judgement text not null check (judgement in ('in-order', 'not-in-order')),
  remark text not null check (length(remark) between 1 and 2000),
  remarked_by uuid not null,
  remarked_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  foreign key (assessment_id, item) references assessment_finding (assessment_id, item),
  constraint looked_at_by_two check ((confirmed_by is null) = (confirmed_at is null) and confirmed_by <> remarked_by),
  constraint only_what_is_in_order_is_confirmed check (judgement = 'in-order' or confirmed_by is null)
);
create unique index one_remark_waits on assessment_remark (assessment_id, item) where judgement = 'in-order' and confirmed_by is null;
create index assessment_remark_item on assessment_remark (item, id);
grant select on assessment_remark to app_national, app_system;
grant insert (id, assessment_id, item, judgement, remark, remarked_by, remarked_at) on assessment_remark to app_national;
grant update (confirmed_by, confirmed_at) on assessment_remark to app_national;
select act_in_person('assessment_remark', array['remarked_by', 'confirmed_by']);
