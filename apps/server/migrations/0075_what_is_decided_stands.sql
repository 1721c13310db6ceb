-- What plain SQL under a request's scope could still have done: made an account that is active at once, put another code in the place of an
-- approved one, brought back what had ended (NX-附3.2-1d, -2b, GJ-3.5). Found by trying; identity/breaking-in.api.test.ts keeps trying.

-- Columns that are set once: neither changed nor emptied afterwards. The owner's own work and re-sealing go past it.
create function what_is_decided_stands() returns trigger language plpgsql as $$
declare
  before jsonb := to_jsonb(old);
  after jsonb := to_jsonb(new);
  decided text;
begin
  if session_user <> 'anjie_app' then
    return new;
  end if;
  foreach decided in array tg_argv loop
    if before -> decided <> 'null' and after -> decided is distinct from before -> decided then
      raise exception '%.% is decided already', tg_table_name, decided
        using errcode = 'check_violation', constraint = 'what_is_decided_stands', table = tg_table_name, column = decided;
    end if;
  end loop;
  return new;
end $$;
create function decide_once(target regclass, columns text[]) returns void language plpgsql as $$
begin
  execute format('create trigger what_is_decided_stands before update of %s on %s for each row execute function what_is_decided_stands(%s)',
    (select string_agg(quote_ident(name), ', ') from unnest(columns) name), target,
    (select string_agg(quote_literal(name), ', ') from unnest(columns) name));
end $$;
select decide_once('account_code', array['digest', 'approved_by', 'approved_at', 'expires_at', 'used_at', 'ended_at']);
select decide_once('delegation', array['granted_by', 'granted_at', 'ended_by', 'ended_at']);
select decide_once('service_key', array['secret', 'approved_by', 'approved_at', 'revoked_at', 'revoked_by']);
select decide_once('identity_setting', array['ended_at']);
select decide_once('management_range', array['ended_by', 'ended_at']);
select decide_once('access_review_item', array['decision', 'reason', 'decided_by', 'decided_at']);
select decide_once('access_review', array['closed_at']);
select decide_once('factor', array['confirmed_at', 'removed_at']);
select decide_once('recovery_code', array['used_at', 'replaced_at']);
select decide_once('session', array['ended_at']);
select decide_once('key_rotation', array['approved_by', 'approved_at', 'next', 'finished_at']);

-- Whose office it is: the administrator's to make accounts, the security officer's to activate them and to grant delegations. Nobody is born active.
create function holds_office(person uuid, office text) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from public.account where id = person and role = office and active)
$$;
grant create on schema public to anjie_duties;
alter function holds_office owner to anjie_duties;
revoke create on schema public from anjie_duties;
revoke all on function holds_office from public;
grant execute on function holds_office to app_national, app_province, app_city, app_county, app_system, app_identity;

create function made_and_activated_by_officers() returns trigger language plpgsql as $$
begin
  if session_user <> 'anjie_app' then
    return null;
  end if;
  if tg_op = 'INSERT' and (new.active or new.activated_by is not null or new.created_by is null
       or (new.created_by = acting_account() and not holds_office(new.created_by, 'system-administrator')))
     or tg_op = 'UPDATE' and new.activated_by is not null and new.activated_by is distinct from old.activated_by
       and new.activated_by is distinct from new.created_by and not holds_office(new.activated_by, 'security-officer') then
    raise exception 'accounts are made by the administrator and activated by the security officer'
      using errcode = 'check_violation', constraint = 'made_and_activated_by_officers', table = 'account';
  end if;
  return null;
end $$;
create trigger made_and_activated_by_officers after insert or update of activated_by on account
  for each row execute function made_and_activated_by_officers();
revoke insert on account from app_identity;

create function granted_by_security_officer() returns trigger language plpgsql as $$
begin
  if session_user = 'anjie_app' and new.granted_by is not null and new.granted_by is distinct from old.granted_by
     and not holds_office(new.granted_by, 'security-officer') then
    raise exception 'delegations are granted by the security officer'
      using errcode = 'check_violation', constraint = 'granted_by_security_officer', table = 'delegation';
  end if;
  return null;
end $$;
create trigger granted_by_security_officer after update of granted_by on delegation for each row execute function granted_by_security_officer();
