-- Orders that take something away, and their lifting. Each kind has its own decider and its own lifting; lifting one lifts no other.
create table restriction (
  id uuid primary key,
  kind text not null check (kind in ('cut-off', 'settlement-suspension', 'disbursement-stop', 'system-suspension', 'permission-stop', 'agreement-termination', 'settlement-termination', 'upload-pause', 'blacklist')),
  institution_id uuid,
  -- a restriction without an institution stands against a scope
  scope_kind text check (scope_kind in ('division', 'system')),
  scope_id text,
  prov text not null,
  city text,
  div text,
  clause text not null,
  stated boolean not null,
  reason text not null check (length(reason) between 1 and 2000),
  judgement text,
  decided_by_bureau uuid references bureau (id),
  decided_by uuid not null,
  decided_by_name text not null,
  imposed_at timestamptz not null,
  -- emergency: one person's act, reviewed after
  reviewed_by uuid,
  reviewed_at timestamptz,
  rectified_at timestamptz,
  rectification text,
  rectified_by uuid,
  lift_requested_by uuid,
  lift_requested_at timestamptz,
  lift_reason text,
  -- SM3 over what is approved; a change of it voids the approval
  lift_digest bytea,
  lifted_by uuid,
  lifted_at timestamptz,
  lift_clause text,
  -- the record that lifts by law (an agreeing feedback): four eyes were held there
  lifted_by_record uuid,
  version int not null default 1,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint institution_or_scope check ((institution_id is null) = (scope_kind is not null)),
  constraint lifted_by_four_eyes check (
    lifted_at is null or lifted_by_record is not null
    or (lift_requested_by is not null and lifted_by is not null and lift_requested_by <> lifted_by and lift_digest is not null)),
  constraint reviewed_by_another check (reviewed_by is null or reviewed_by <> decided_by),
  constraint rectified_before_a_cut_off_is_lifted check (kind <> 'cut-off' or lifted_at is null or rectified_at is not null or decided_by_bureau is null)
);
create index restriction_institution on restriction (institution_id);
create index restriction_in_force on restriction (prov, kind) where lifted_at is null;
select secure_territory('restriction', array['institution_id']);
select allow_writing('restriction', array['app_province', 'app_city', 'app_county', 'app_party']);
