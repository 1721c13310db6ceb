-- Who somebody is, whether it is really that person, and what that person may do (NX-13, NX-附3.2 §1 §2, GJ-3.5).
alter table account
  add column kind text not null default 'person' check (kind in ('person', 'service')),
  -- keyed digest of the certificate number: one person with two accounts stays one person
  add column person_digest text,
  add column password_changed_at timestamptz,
  add column must_change_password boolean not null default false,
  add column valid_until date,
  add column last_login_at timestamptz,
  add column disabled_at timestamptz,
  add column disabled_by uuid,
  add column disabled_reason text check (disabled_reason in ('expired', 'unused', 'review', 'left', 'security')),
  add column reinstated_by uuid,
  add constraint disabled_is_not_active check (disabled_at is null or not active),
  add constraint disabled_for_a_reason check ((disabled_at is null) = (disabled_reason is null)),
  add constraint active_again_once_activated check (not active or reinstated_by is null or activated_by is not null),
  add constraint reinstated_and_activated_by_two check (reinstated_by is null or activated_by is null or reinstated_by <> activated_by);
drop trigger acts_in_person on account;
select act_in_person('account', array['created_by', 'activated_by', 'reinstated_by', 'disabled_by']);
grant update (active, disabled_at, disabled_by, disabled_reason, must_change_password, password_hash, password_changed_at, failed_logins, locked_until)
  on account to app_system;

-- Who held which duty, and when. Written by the trigger below alone, whoever changes an account.
create table account_duty (
  id uuid primary key default gen_random_uuid(),
  -- the person: the digest, or the account where none is known
  person text not null,
  account_id uuid not null references account (id),
  role text not null,
  prov text,
  city text,
  div text,
  from_at timestamptz not null,
  to_at timestamptz
);
create index account_duty_person on account_duty (person);
create unique index account_duty_open on account_duty (account_id) where to_at is null;
select secure_territory('account_duty', array[]::text[]);
grant select on account_duty to app_identity;
create policy identity on account_duty for select to app_identity using (true);

create function keeps_duties() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  officers constant text[] := array['system-administrator', 'security-officer', 'auditor'];
  who text := coalesce(new.person_digest, new.id::text);
  at timestamptz;
begin
  if new.kind = 'service' then
    return null;
  end if;
  if tg_op = 'UPDATE' and (old.active, old.role, old.person_digest) is not distinct from (new.active, new.role, new.person_digest) then
    return null;
  end if;
  select clock_timestamp() + clock_offset_ms * interval '1 millisecond' into at from installation;
  at := coalesce(at, clock_timestamp());
  if tg_op = 'UPDATE' then
    update account_duty set to_at = greatest(at, from_at) where account_id = new.id and to_at is null;
    if old.person_digest is not null and old.person_digest is distinct from new.person_digest then
      raise exception 'the person of an account never changes' using errcode = 'check_violation', constraint = 'one_person_per_account', table = 'account';
    end if;
  end if;
  if not new.active then
    return null;
  end if;
  perform pg_advisory_xact_lock(7010, hashtext(who));
  if exists (select 1 from account_duty d where d.person = who and d.to_at is null and d.role <> new.role
             and (d.role = any(officers) or new.role = any(officers))) then
    raise exception 'an officer''s duty stands beside no other of the same person'
      using errcode = 'check_violation', constraint = 'duties_exclude_each_other', table = 'account_duty';
  end if;
  if new.role = 'auditor' and exists (select 1 from account_duty d where d.person = who and d.role <> 'auditor') then
    raise exception 'nobody audits a time in which the same person held another duty'
      using errcode = 'check_violation', constraint = 'nobody_audits_the_own_past', table = 'account_duty';
  end if;
  insert into account_duty (person, account_id, role, prov, city, div, from_at) values (who, new.id, new.role, new.prov, new.city, new.div, at);
  return null;
end $$;
revoke all on function keeps_duties() from public;
-- Owner of what must see all accounts and duties: cannot log in.
do $$
begin
  perform pg_advisory_xact_lock(7000);
  if not exists (select 1 from pg_roles where rolname = 'anjie_duties') then
    create role anjie_duties nologin bypassrls;
  end if;
end $$;
grant usage, create on schema public to anjie_duties;
grant select on installation, account to anjie_duties;
grant select, insert, update (to_at) on account_duty to anjie_duties;
alter function keeps_duties owner to anjie_duties;
create trigger keeps_duties after insert or update of active, role, person_digest on account for each row execute function keeps_duties();
insert into account_duty (person, account_id, role, prov, city, div, from_at)
  select id::text, id, role, prov, city, div, created_at from account where active;

-- Disabled accounts come back by two people: the administrator asks, the security officer activates.
create function comes_back_by_two() returns trigger language plpgsql as $$
begin
  if session_user = 'anjie_app' and old.disabled_at is not null and new.disabled_at is null
     and (new.active or new.activated_by is not null or new.reinstated_by is null or new.reinstated_by is distinct from acting_account()) then
    raise exception 'a disabled account comes back by two people' using errcode = 'check_violation', constraint = 'comes_back_by_two', table = 'account';
  end if;
  return new;
end $$;
create trigger comes_back_by_two before update of disabled_at on account for each row execute function comes_back_by_two();

create table password_history (
  account_id uuid not null references account (id),
  password_hash text not null,
  at timestamptz not null,
  primary key (account_id, at)
);
grant select, insert on password_history to app_identity, app_system;

-- A session may do what its stage says: the whole only when nothing is owed any more.
alter table session
  add column stage text not null default 'full' check (stage in ('full', 'second-factor', 'change-password', 'enrol-factor')),
  add column factor text check (factor in ('totp', 'passkey', 'sm2', 'recovery-code')),
  add column delegation_id uuid;
grant insert on session to app_system;

grant select (stage) on session to anjie_acting;
create or replace function act_for(token text) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  who uuid;
begin
  select s.account_id into who
  from public.session s join public.account a on a.id = s.account_id, public.installation i
  where s.token_digest = sha256(convert_to(token, 'UTF8')) and s.ended_at is null and s.stage = 'full' and a.active
    and s.expires_at > clock_timestamp() + i.clock_offset_ms * interval '1 millisecond';
  perform set_config('app.acting', coalesce(who || ' ' || public.acting_signature(who), ''), true);
end $$;

-- Failed logins by address, whatever account they named.
create table login_address (
  address text primary key,
  failures int not null,
  window_from timestamptz not null,
  locked_until timestamptz
);
grant select, insert, update, delete on login_address to app_identity;

-- Records of officers, who exist at the province and the nation alone; null province: of the installation.
create function secure_province(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy national on %s to app_national using (true) with check (true)', target);
  execute format('create policy province on %s to app_province using (prov = current_setting(''app.scope'')) with check (prov = current_setting(''app.scope''))', target);
  execute format('create policy system on %s to app_system using (true) with check (true)', target);
  execute format('grant select on %s to app_national, app_province, app_system', target);
end $$;

-- Settings of the security officer; null province: of the installation. Closed, never overwritten.
create table identity_setting (
  id uuid primary key,
  prov text,
  name text not null check (name ~ '^[a-z][A-Za-z]{2,40}$'),
  value jsonb not null,
  set_by uuid not null references account (id),
  set_at timestamptz not null,
  ended_at timestamptz
);
create unique index identity_setting_standing on identity_setting (coalesce(prov, ''), name) where ended_at is null;
select secure_province('identity_setting');
grant insert, update (ended_at) on identity_setting to app_national, app_province;
grant select on identity_setting to app_identity;
create policy identity on identity_setting for select to app_identity using (true);
select act_in_person('identity_setting', array['set_by']);

-- Addresses that a role may log in from; a role without a row: from anywhere.
create table management_range (
  id uuid primary key,
  prov text,
  role text not null,
  range text not null check (range::cidr is not null),
  set_by uuid not null references account (id),
  set_at timestamptz not null,
  ended_by uuid references account (id),
  ended_at timestamptz
);
create unique index management_range_standing on management_range (coalesce(prov, ''), role, range) where ended_at is null;
select secure_province('management_range');
grant insert, update (ended_by, ended_at) on management_range to app_national, app_province;
grant select on management_range to app_identity;
create policy identity on management_range for select to app_identity using (true);
select act_in_person('management_range', array['set_by', 'ended_by']);

create table factor (
  id uuid primary key,
  account_id uuid not null references account (id),
  kind text not null check (kind in ('totp', 'passkey', 'sm2')),
  label text not null check (length(label) between 1 and 60),
  -- TOTP: the seed in base32
  secret text,
  -- passkey: COSE key; sm2: SubjectPublicKeyInfo, DER; both in base64url
  public_key text,
  credential_id text unique,
  -- passkey: the counter of the authenticator; totp: the last time step that was taken
  counter bigint not null default 0,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_used_at timestamptz,
  removed_at timestamptz,
  constraint a_factor_has_its_key check (case kind when 'totp' then secret is not null and public_key is null
    else secret is null and public_key is not null end)
);
create index factor_account on factor (account_id) where removed_at is null;
grant select on factor to app_identity, app_system;
grant insert on factor to app_system;
grant update (counter, last_used_at, confirmed_at, removed_at) on factor to app_identity, app_system;
select seal_columns('factor', 'secrets', array['secret']);

create table recovery_code (
  id uuid primary key,
  account_id uuid not null references account (id),
  digest bytea not null,
  made_at timestamptz not null,
  used_at timestamptz,
  replaced_at timestamptz
);
create index recovery_code_account on recovery_code (account_id) where used_at is null and replaced_at is null;
grant select, insert on recovery_code to app_identity, app_system;
grant update (used_at, replaced_at) on recovery_code to app_identity, app_system;

-- One challenge per session and kind, answered once.
create table factor_challenge (
  id uuid primary key,
  token_digest bytea not null references session (token_digest),
  purpose text not null check (purpose in ('passkey-enrolment', 'sm2-enrolment', 'passkey', 'sm2')),
  challenge text not null,
  made_at timestamptz not null,
  used_at timestamptz
);
create index factor_challenge_session on factor_challenge (token_digest);
grant select, insert on factor_challenge to app_identity, app_system;
grant update (used_at) on factor_challenge to app_identity, app_system;

-- One-time codes by which somebody gets in who cannot: the officers of a new installation, and people who lost their factors.
create table account_code (
  id uuid primary key,
  account_id uuid not null references account (id),
  prov text,
  city text,
  div text,
  kind text not null check (kind in ('invitation', 'recovery')),
  digest bytea,
  reason text check (length(reason) <= 500),
  requested_by uuid references account (id),
  requested_at timestamptz not null,
  approved_by uuid references account (id),
  approved_at timestamptz,
  expires_at timestamptz,
  used_at timestamptz,
  ended_at timestamptz,
  constraint recovery_by_two_people check (requested_by is null or approved_by is null or requested_by <> approved_by),
  constraint nobody_recovers_alone check (account_id <> all (array[requested_by, approved_by]::uuid[]) is not false),
  constraint a_code_once_approved check (digest is null or kind = 'invitation' or (requested_by is not null and approved_by is not null)),
  constraint a_code_ends check ((digest is null) = (expires_at is null)),
  constraint requested_by_somebody check (kind = 'invitation' or requested_by is not null)
);
create index account_code_account on account_code (account_id) where used_at is null and ended_at is null;
select secure_territory('account_code', array[]::text[]);
grant insert, update (digest, approved_by, approved_at, expires_at, ended_at) on account_code to app_national, app_province;
grant select, update (used_at, ended_at) on account_code to app_identity;
create policy identity on account_code to app_identity using (true) with check (true);
select act_in_person('account_code', array['requested_by', 'approved_by']);
create function invites_as_owner() returns trigger language plpgsql as $$
begin
  if session_user = 'anjie_app' and new.kind = 'invitation' then
    raise exception 'invitations are made by init alone' using errcode = 'check_violation', constraint = 'invitations_by_init_alone', table = 'account_code';
  end if;
  return new;
end $$;
create trigger invites_as_owner before insert or update of kind, digest on account_code for each row execute function invites_as_owner();

-- Somebody stands in for a colleague of the same bureau, for a time: asked by the colleague, granted by the security officer.
create table delegation (
  id uuid primary key,
  from_account uuid not null references account (id),
  to_account uuid not null references account (id),
  prov text,
  city text,
  div text,
  reason text not null check (length(reason) between 1 and 500),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  requested_by uuid not null references account (id),
  requested_at timestamptz not null,
  granted_by uuid references account (id),
  granted_at timestamptz,
  ended_by uuid references account (id),
  ended_at timestamptz,
  constraint delegated_to_another check (from_account <> to_account),
  constraint delegation_asked_by_who_delegates check (requested_by = from_account),
  constraint delegation_by_two_people check (granted_by is null or requested_by <> granted_by),
  constraint granted_by_neither check (granted_by is null or granted_by <> to_account),
  constraint delegation_has_an_end check (ends_at > starts_at and ends_at <= starts_at + interval '92 days')
);
select secure_territory('delegation', array[]::text[]);
grant insert on delegation to app_national, app_province, app_city, app_county;
grant update (granted_by, granted_at, ended_by, ended_at) on delegation to app_national, app_province, app_city, app_county;
grant select on delegation to app_identity;
create policy identity on delegation for select to app_identity using (true);
select act_in_person('delegation', array['requested_by', 'granted_by', 'ended_by']);
alter table session add constraint session_delegation foreign key (delegation_id) references delegation (id);

create function delegates_business_alone() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from account f join account t on t.bureau_id = f.bureau_id
                 where f.id = new.from_account and t.id = new.to_account
                   and f.role in ('caseworker', 'approver', 'leader') and t.role in ('caseworker', 'approver', 'leader')
                   and f.kind = 'person' and t.kind = 'person') then
    raise exception 'business duties are delegated within one bureau, officers'' duties not at all'
      using errcode = 'check_violation', constraint = 'business_within_one_bureau', table = 'delegation';
  end if;
  return new;
end $$;
revoke all on function delegates_business_alone() from public;
alter function delegates_business_alone owner to anjie_duties;
revoke create on schema public from anjie_duties;
create trigger delegates_business_alone before insert on delegation for each row execute function delegates_business_alone();

-- The quarter's review of who may still do what.
create table access_review (
  id uuid primary key,
  prov text,
  period text not null check (period ~ '^\d{4}Q[1-4]$'),
  opened_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz
);
create unique index access_review_period on access_review (coalesce(prov, ''), period);
select secure_province('access_review');
grant insert on access_review to app_system;
grant update (closed_at) on access_review to app_system, app_national, app_province;

create table access_review_item (
  id uuid primary key,
  review_id uuid not null references access_review (id),
  prov text,
  account_id uuid not null references account (id),
  decision text check (decision in ('keep', 'withdraw')),
  reason text check (length(reason) <= 500),
  decided_by uuid references account (id),
  decided_at timestamptz,
  constraint decided_by_somebody check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  constraint nobody_reviews_the_own_account check (decided_by is null or decided_by <> account_id),
  constraint each_account_once unique (review_id, account_id)
);
select secure_province('access_review_item');
grant insert on access_review_item to app_system;
grant update (decision, reason, decided_by, decided_at) on access_review_item to app_national, app_province;
select act_in_person('access_review_item', array['decided_by']);

-- Keys of service accounts: programs of institutions, firms and machines sign each request.
create table service_key (
  id uuid primary key,
  account_id uuid not null references account (id),
  prov text,
  city text,
  div text,
  algorithm text not null check (algorithm in ('HMAC-SM3', 'SM2')),
  secret text,
  public_key text,
  -- the routes it may call, "METHOD /path" as in the contract
  scopes text[] not null check (cardinality(scopes) between 1 and 200),
  created_by uuid not null references account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  approved_by uuid references account (id),
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references account (id),
  constraint a_key_by_two_people check (approved_by is null or created_by <> approved_by),
  constraint a_key_of_its_algorithm check (case algorithm when 'SM2' then secret is null and public_key is not null else public_key is null end),
  constraint a_key_ends check (expires_at > created_at and expires_at <= created_at + interval '400 days')
);
create index service_key_account on service_key (account_id) where revoked_at is null;
select secure_territory('service_key', array[]::text[]);
grant insert, update (secret, approved_by, revoked_at, revoked_by) on service_key to app_national, app_province;
grant select, update (last_used_at) on service_key to app_identity;
create policy identity on service_key to app_identity using (true) with check (true);
select act_in_person('service_key', array['created_by', 'approved_by', 'revoked_by']);
select seal_columns('service_key', 'secrets', array['secret']);

-- What was signed once is refused the second time.
create table service_nonce (
  key_id uuid not null references service_key (id),
  nonce text not null check (length(nonce) between 16 and 64),
  at timestamptz not null,
  primary key (key_id, nonce)
);
create index service_nonce_at on service_nonce (at);
grant select, insert, delete on service_nonce to app_identity;
