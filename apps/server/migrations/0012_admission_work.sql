-- The work of admission: versions of decide, campaigns over shared facts, the publishing of profiles, the demonstration's clock.

-- Which version of decide() wrote it: while two releases run side by side the older one leaves the newer one's entries alone.
alter table admission_entry add column decide_version int not null default 1;
alter table admission_decision add column decide_version int not null default 1;
create index admission_decision_then on admission_decision (institution_id, decided_at, revision);

-- A change of a shared fact that touches more institutions than one transaction decides: they are decided in batches. Where the change
-- is for the worse an order against the scope stands until the last of them is decided.
create table admission_campaign (
  id uuid primary key,
  cause text not null,
  scope_kind text not null check (scope_kind in ('division', 'system', 'carrier')),
  scope_id text not null,
  order_id uuid references scope_order (id) deferrable initially deferred,
  institutions int not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
create index admission_campaign_open on admission_campaign (started_at) where finished_at is null;
create table admission_campaign_member (
  campaign_id uuid not null references admission_campaign (id),
  institution_id uuid not null references institution (id),
  primary key (campaign_id, institution_id)
);
create index admission_campaign_member_institution on admission_campaign_member (institution_id);
grant select, insert, update on admission_campaign to app_system;
-- work done is taken off; no fact is lost by it
grant select, insert, delete on admission_campaign_member to app_system;

-- Publishing: requested by one, approved by another, in force from an instant that lies ahead of the approval.
alter table basis alter column effective_at drop not null;
alter table basis add column based_on bigint references basis (generation);
alter table basis add column reason text check (length(reason) between 1 and 2000);
alter table basis add column approved_digest bytea;
alter table basis add column activated_at timestamptz;
alter table basis add column activated_revision bigint;
alter table basis add constraint in_force_from_an_instant check (approved_at is null or effective_at is not null);
alter table basis add constraint never_in_force_before_its_approval check (installed or approved_at is null or effective_at >= approved_at);
alter table basis add constraint approved_as_it_stands check (installed or approved_at is null or approved_digest = digest);
revoke insert, update on basis from app_national, app_province, app_system;
grant insert on basis to app_national, app_province;
grant update (effective_at, approved_by, approved_at, approved_digest) on basis to app_national, app_province;
grant update (activated_at, activated_revision) on basis to app_system;
create function keep_an_approved_basis() returns trigger language plpgsql as $$
begin
  if old.approved_at is not null and (old.effective_at, old.approved_by, old.approved_at, old.approved_digest)
    is distinct from (new.effective_at, new.approved_by, new.approved_at, new.approved_digest) then
    raise exception 'an approved basis is never changed; publish another' using errcode = '23514', constraint = 'an_approved_basis_stays';
  end if;
  return new;
end $$;
create trigger an_approved_basis_stays before update on basis for each row execute function keep_an_approved_basis();
-- Only the installation itself comes without four eyes.
create function nobody_installs_by_request() returns trigger language plpgsql as $$
begin
  if current_user in ('app_national', 'app_province') and (new.installed or new.approved_at is not null) then
    raise exception 'a publication begins as a request' using errcode = '23514', constraint = 'a_publication_begins_as_a_request';
  end if;
  return new;
end $$;
create trigger a_publication_begins_as_a_request before insert on basis for each row execute function nobody_installs_by_request();

-- The clock of a demonstration is moved by the nation's system administrator (the constraint keeps production where it is).
grant update (clock_offset_ms) on installation to app_national;
