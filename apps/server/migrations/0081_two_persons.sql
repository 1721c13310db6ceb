-- Four eyes are two persons, not two accounts: who is known by one certificate number under two accounts acts once in a record (GJ-3.5, decision 0019).
create function same_person(one uuid, other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select 1 from public.account a, public.account b
    where a.id = one and b.id = other and (a.person_digest = b.person_digest or a.person_digest_next = b.person_digest_next)
  )
$$;
grant create on schema public to anjie_duties;
alter function same_person owner to anjie_duties;
revoke create on schema public from anjie_duties;
revoke all on function same_person from public;
grant execute on function same_person to app_national, app_province, app_city, app_county, app_party, app_system, app_identity;

-- As before, and: the columns of one record that name persons never hold two accounts of one person.
create or replace function acts_in_person() returns trigger language plpgsql as $$
declare
  before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  after jsonb := to_jsonb(new);
  person text;
  beside text;
begin
  if session_user <> 'anjie_app' then
    return null;
  end if;
  foreach person in array tg_argv loop
    continue when after ->> person is null or after ->> person is not distinct from before ->> person;
    if (after ->> person)::uuid is distinct from acting_account() then
      raise exception '%.% is another than the person who acts', tg_table_name, person
        using errcode = 'check_violation', constraint = 'acts_in_person', table = tg_table_name, column = person;
    end if;
    foreach beside in array tg_argv loop
      if after ->> beside is distinct from after ->> person and same_person((after ->> beside)::uuid, (after ->> person)::uuid) then
        raise exception '%.% and %.% are two accounts of one person', tg_table_name, beside, tg_table_name, person
          using errcode = 'check_violation', constraint = 'two_persons_by_four_eyes', table = tg_table_name, column = person;
      end if;
    end loop;
  end loop;
  return null;
end $$;
