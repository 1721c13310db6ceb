-- An institution lies where a bureau is: none is registered with, or moved to, one whose division has ended. Waits for the act that ends it.
create function bureau_stands() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from public.bureau where id = new.bureau_id and ended_on is null for key share;
  if not found then
    raise exception 'the bureau has ended' using errcode = 'check_violation', constraint = 'bureau_stands';
  end if;
  return new;
end $$;
create trigger bureau_stands before insert or update of bureau_id on institution for each row execute function bureau_stands();
