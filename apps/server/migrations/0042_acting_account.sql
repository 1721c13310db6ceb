-- Who acts is known to the database itself (docs/decisions/0013): four eyes hold against plain SQL that writes two names, not only one.
-- A transaction proves its person by a live session's token; what it writes into a column of a person must be that person.

-- Owner of the two functions alone: cannot log in, reads what proves a person and nothing else.
do $$
begin
  perform pg_advisory_xact_lock(7000);
  if not exists (select 1 from pg_roles where rolname = 'anjie_acting') then
    create role anjie_acting nologin;
  end if;
end $$;
grant usage on schema public to anjie_acting;
grant select (token_digest, account_id, ended_at, expires_at) on session to anjie_acting;
grant select (id, active) on account to anjie_acting;
create policy acting on account for select to anjie_acting using (true);
grant select on installation to anjie_acting;

-- Signs the acting account for the length of one transaction; read by the two functions alone.
create table acting_key (
  singleton boolean primary key default true check (singleton),
  secret bytea not null check (length(secret) = 32)
);
insert into acting_key (secret) values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
grant select on acting_key to anjie_acting;

create function acting_signature(who uuid) returns text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select encode(sha256(secret || sha256(secret || convert_to(who || ' ' || pg_backend_pid() || ' ' || extract(epoch from transaction_timestamp()), 'UTF8'))), 'hex')
  from public.acting_key
$$;

-- The person of a live session acts in this transaction; anything else acts for nobody.
create function act_for(token text) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  who uuid;
begin
  select s.account_id into who
  from public.session s join public.account a on a.id = s.account_id, public.installation i
  where s.token_digest = sha256(convert_to(token, 'UTF8')) and s.ended_at is null and a.active
    and s.expires_at > clock_timestamp() + i.clock_offset_ms * interval '1 millisecond';
  perform set_config('app.acting', coalesce(who || ' ' || public.acting_signature(who), ''), true);
end $$;

create function acting_account() returns uuid language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  said text[] := string_to_array(current_setting('app.acting', true), ' ');
begin
  if cardinality(said) is distinct from 2 or said[1] !~ '^[0-9a-f-]{36}$' then
    return null;
  end if;
  return case when said[2] = public.acting_signature(said[1]::uuid) then said[1]::uuid end;
end $$;

grant create on schema public to anjie_acting;
alter function acting_signature owner to anjie_acting;
alter function act_for owner to anjie_acting;
alter function acting_account owner to anjie_acting;
revoke create on schema public from anjie_acting;
revoke all on function acting_signature, act_for, acting_account from public;
grant execute on function act_for to app_national, app_province, app_city, app_county, app_party;
grant execute on function acting_account to app_national, app_province, app_city, app_county, app_party, app_system, app_identity;

-- Runs after the checks of the row, so that a refusal names the nearest rule. The owner, who migrates and seeds, is not the servers' login.
create function acts_in_person() returns trigger language plpgsql as $$
declare
  before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  after jsonb := to_jsonb(new);
  person text;
begin
  if session_user <> 'anjie_app' then
    return null;
  end if;
  foreach person in array tg_argv loop
    if after ->> person is not null and after ->> person is distinct from before ->> person
       and (after ->> person)::uuid is distinct from acting_account() then
      raise exception '%.% is another than the person who acts', tg_table_name, person
        using errcode = 'check_violation', constraint = 'acts_in_person', table = tg_table_name, column = person;
    end if;
  end loop;
  return null;
end $$;

-- Columns that name the person of an act: said once per table. Columns that copy a name from another row are tied by a key instead.
create function act_in_person(target regclass, persons text[]) returns void language plpgsql as $$
begin
  execute format('create trigger acts_in_person after insert or update of %s on %s for each row execute function acts_in_person(%s)',
    (select string_agg(quote_ident(person), ', ') from unnest(persons) person), target,
    (select string_agg(quote_literal(person), ', ') from unnest(persons) person));
end $$;

select act_in_person('account', array['created_by', 'activated_by']);
select act_in_person('basis', array['requested_by', 'approved_by']);
select act_in_person('calendar_notice', array['proposed_by', 'approved_by']);
select act_in_person('restriction_proposal', array['proposed_by', 'decided_by']);
select act_in_person('restriction', array['decided_by', 'reviewed_by', 'rectified_by', 'lift_requested_by', 'lifted_by']);
select act_in_person('address_exception', array['requested_by', 'approved_by']);
select act_in_person('application_step', array['requested_by', 'decided_by']);
select act_in_person('census_record', array['requested_by', 'decided_by']);
select act_in_person('admission_grant', array['granted_by']);
select act_in_person('report_seal', array['sealed_by']);

-- A consent names the two people of the very record that it rests on.
alter table application_step add constraint application_step_two_people unique (id, requested_by, decided_by);
alter table census_record add constraint census_record_two_people unique (id, requested_by, decided_by);
alter table admission_grant add constraint granted_by_those_of_the_step foreign key (step_id, requested_by, granted_by)
  references application_step (id, requested_by, decided_by);
alter table admission_grant add constraint granted_by_those_of_the_census foreign key (census_id, requested_by, granted_by)
  references census_record (id, requested_by, decided_by);
alter table admission_grant add constraint consent_rests_on_two_people check (kind <> 'connection-consent' or source_kind in ('step', 'census'));
