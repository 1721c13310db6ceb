-- Orders that take something away, and their lifting. Each kind has its own decider and its own lifting; lifting one lifts no other.

-- Ending and blacklisting need two people before they begin: one proposes, another approves what was proposed.
create table restriction_proposal (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  kind text not null check (kind in ('agreement-termination', 'settlement-termination', 'blacklist')),
  clause text not null,
  reason text not null check (length(reason) between 1 and 2000),
  judgement text,
  bureau_id uuid not null references bureau (id),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  -- SM3 over what is proposed
  digest bytea not null,
  outcome text check (outcome in ('approved', 'declined')),
  decided_by uuid,
  decided_at timestamptz,
  version int not null default 1,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (id, institution_id, kind, clause, proposed_by),
  constraint decided_with_an_outcome check ((outcome is null) = (decided_by is null) and (outcome is null) = (decided_at is null)),
  constraint imposed_by_four_eyes check (outcome is distinct from 'approved' or decided_by <> proposed_by)
);
create index restriction_proposal_institution on restriction_proposal (institution_id);
create unique index one_open_proposal on restriction_proposal (institution_id, kind, clause) where outcome is null;
select secure_territory('restriction_proposal', array[]::text[]);
select allow_writing('restriction_proposal', array['app_province', 'app_city', 'app_county']);

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
  -- the how-manieth of this kind and clause against the institution (JC-14 counts)
  occasion int not null default 1 check (occasion > 0),
  reason text not null check (length(reason) between 1 and 2000),
  judgement text,
  -- null: the institution's own act (NX-14)
  decided_by_bureau uuid references bureau (id),
  decided_by uuid not null,
  decided_by_name text not null,
  imposed_at timestamptz not null,
  -- follows from another record (an application), not from anybody's discretion; lifted by a record too
  by_law boolean not null default false,
  released_at timestamptz,
  released_by_record uuid,
  proposal_id uuid,
  proposed_by uuid,
  -- emergency: one person's act, reviewed after
  reviewed_by uuid,
  reviewed_at timestamptz,
  review text,
  rectified_at timestamptz,
  rectification text,
  rectified_by uuid,
  lift_requested_by uuid,
  lift_requested_at timestamptz,
  lift_reason text,
  -- the rectification that the request stands on
  lift_rectified_at timestamptz,
  -- SM3 over what is approved; a change of it voids the approval
  lift_digest bytea,
  lifted_by uuid,
  lifted_at timestamptz,
  lift_clause text,
  -- the record that lifts by law (an agreeing feedback): four eyes were held there
  lifted_by_record uuid,
  version int not null default 1,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  foreign key (proposal_id, institution_id, kind, clause, proposed_by) references restriction_proposal (id, institution_id, kind, clause, proposed_by),
  constraint institution_or_scope check ((institution_id is null) = (scope_kind is not null) and (scope_kind is null) = (scope_id is null)),
  constraint only_a_disconnection_has_no_bureau check (decided_by_bureau is not null or kind = 'cut-off'),
  constraint judgement_is_a_sentence check (judgement is null or length(judgement) between 1 and 2000),
  constraint ending_takes_two check (
    kind not in ('agreement-termination', 'settlement-termination', 'blacklist')
    or (proposal_id is not null and proposed_by is not null and proposed_by <> decided_by)),
  constraint lifted_by_four_eyes check (
    lifted_at is null or lifted_by_record is not null
    or (lift_requested_by is not null and lifted_by is not null and lift_requested_by <> lifted_by and lift_digest is not null)),
  constraint confirmed_by_another_than_rectified check (lifted_at is null or rectified_by is null or lifted_by_record is not null or lifted_by <> rectified_by),
  constraint lifted_on_the_rectification_requested check (lifted_at is null or lifted_by_record is not null or lift_rectified_at is not distinct from rectified_at),
  constraint only_the_law_is_lifted_by_record check (lifted_by_record is null or by_law),
  constraint the_law_is_lifted_by_record_or_release check (not by_law or lifted_at is null or lifted_by_record is not null or released_at is not null),
  constraint reviewed_by_another check (reviewed_by is null or reviewed_by <> decided_by),
  constraint rectified_before_a_cut_off_is_lifted check (kind <> 'cut-off' or lifted_at is null or rectified_at is not null),
  constraint lifted_after_imposed check (lifted_at is null or lifted_at >= imposed_at)
);
create index restriction_institution on restriction (institution_id);
create index restriction_in_force on restriction (prov, kind) where lifted_at is null;
-- Orders of different clauses stand beside each other: a pharmacy that disconnected itself (NX-14) can still be cut off (NX-18).
create unique index one_order_in_force on restriction (institution_id, kind, clause) where institution_id is not null and lifted_at is null;
create unique index one_scope_order_in_force on restriction (scope_kind, scope_id, kind, clause) where institution_id is null and lifted_at is null;
select secure_territory('restriction', array['institution_id']);
select allow_writing('restriction', array['app_province', 'app_city', 'app_county']);
-- A party may disconnect itself, say what it has mended, and withdraw the application that a restriction follows from; it lifts nothing.
grant insert on restriction to app_party;
grant update (rectified_at, rectification, rectified_by, released_at, released_by_record, version) on restriction to app_party;

-- What was ordered stays as it was ordered; what was lifted stays lifted; a lifting rests on a request of an earlier statement.
create function restriction_goes_forward() returns trigger language plpgsql as $$
begin
  if (new.kind, new.institution_id, new.scope_kind, new.scope_id, new.clause, new.stated, new.occasion, new.reason, new.judgement, new.by_law)
     is distinct from (old.kind, old.institution_id, old.scope_kind, old.scope_id, old.clause, old.stated, old.occasion, old.reason, old.judgement, old.by_law)
     or (new.decided_by_bureau, new.decided_by, new.imposed_at, new.proposal_id) is distinct from (old.decided_by_bureau, old.decided_by, old.imposed_at, old.proposal_id) then
    raise exception 'an order is closed, never rewritten' using errcode = 'check_violation', constraint = 'order_is_never_rewritten';
  end if;
  if old.lifted_at is not null and (new.prov, new.city, new.div) is not distinct from (old.prov, old.city, old.div) then
    raise exception 'a lifted order is closed' using errcode = 'check_violation', constraint = 'lifted_order_is_closed';
  end if;
  if new.rectification is distinct from old.rectification and new.rectified_at is not distinct from old.rectified_at then
    raise exception 'another rectification carries another time' using errcode = 'check_violation', constraint = 'rectification_is_dated';
  end if;
  if new.lifted_at is not null and new.lifted_by_record is null
     and (new.lift_requested_by, new.lift_requested_at, new.lift_digest, new.lift_rectified_at, new.rectified_at)
         is distinct from (old.lift_requested_by, old.lift_requested_at, old.lift_digest, old.lift_rectified_at, old.rectified_at) then
    raise exception 'lifted on another request than the one on record' using errcode = 'check_violation', constraint = 'lifted_by_four_eyes';
  end if;
  return new;
end $$;
create trigger restriction_goes_forward before update on restriction for each row execute function restriction_goes_forward();
-- Born in force: an order cannot arrive already lifted.
create function restriction_begins_in_force() returns trigger language plpgsql as $$
begin
  if new.lifted_at is not null or new.lift_requested_by is not null or new.reviewed_by is not null then
    raise exception 'an order begins in force' using errcode = 'check_violation', constraint = 'order_begins_in_force';
  end if;
  return new;
end $$;
create trigger restriction_begins_in_force before insert on restriction for each row execute function restriction_begins_in_force();
