-- What was begun and never confirmed, challenges that nobody answered, and the seed of a factor that was removed are destroyed by due work.
-- A factor that was confirmed stays on record: what somebody once proved himself by is not deleted.
grant delete on factor, factor_challenge to app_system;
create function keeps_confirmed_factors() returns trigger language plpgsql as $$
begin
  if old.confirmed_at is not null then
    raise exception 'a factor that was confirmed stays on record'
      using errcode = 'check_violation', constraint = 'confirmed_factors_stay', table = 'factor';
  end if;
  return old;
end $$;
create trigger keeps_confirmed_factors before delete on factor for each row execute function keeps_confirmed_factors();

alter table factor
  drop constraint a_factor_has_its_key,
  add constraint a_factor_has_its_key check (case kind when 'totp' then (secret is not null or removed_at is not null) and public_key is null
    else secret is null and public_key is not null end);
grant update (secret) on factor to app_system;
