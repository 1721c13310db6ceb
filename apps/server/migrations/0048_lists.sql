-- Searches that people keep, and how many institutions a search finds.
create table saved_query (
  id uuid primary key,
  account_id uuid not null references account (id),
  -- the bureau that it is shared within; null: one's own alone
  bureau_id uuid references bureau (id),
  list text not null check (list ~ '^[a-z][a-z-]{1,40}$'),
  name text not null check (length(name) between 1 and 60),
  query jsonb not null check (jsonb_typeof(query) = 'object' and length(query::text) <= 4000),
  saved_at timestamptz not null,
  removed_at timestamptz
);
create unique index saved_query_name on saved_query (account_id, list, name) where removed_at is null;
create index saved_query_bureau on saved_query (bureau_id, list) where removed_at is null and bureau_id is not null;
grant select, insert on saved_query to app_national, app_province, app_city, app_county;
grant update (removed_at) on saved_query to app_national, app_province, app_city, app_county;

-- What narrows a search, as conditions on institution; shared by the search and by its count.
create function institution_conditions(asked jsonb) returns text language plpgsql stable as $$
declare
  conditions text := '';
  part text;
  field text;
begin
  foreach field in array array['name', 'address'] loop
    part := public.fold(asked ->> field);
    if part is not null then
      conditions := conditions || format(' and strpos(fold(%I), %L) > 0', field, part);
      if length(part) > 1 then
        conditions := conditions || format(' and bigrams(%I) @> %L::text[]', field, public.bigrams(part));
      end if;
    end if;
  end loop;
  if asked ? 'address' then conditions := conditions || ' and address is not null'; end if;
  if asked ? 'kind' then conditions := conditions || format(' and kind = %L', asked ->> 'kind'); end if;
  if asked ? 'tier' then conditions := conditions || format(' and tier = %L', asked ->> 'tier'); end if;
  if asked ? 'div' then conditions := conditions || format(' and div = %L', asked ->> 'div'); end if;
  if asked ? 'code' then conditions := conditions || format(' and code ^@ %L', asked ->> 'code'); end if;
  if asked ? 'ids' then
    conditions := conditions || format(' and id = any(%L::uuid[])', array(select jsonb_array_elements_text(asked -> 'ids')));
  end if;
  return conditions;
end $$;

create function territory_condition() returns text language plpgsql stable as $$
declare
  territory text := case current_setting('role')
    when 'app_county' then 'div = $1' when 'app_city' then 'city = $1' when 'app_province' then 'prov = $1' when 'app_national' then '$1 is not distinct from $1' end;
begin
  if territory is null then
    raise exception 'no territory to search in' using errcode = 'insufficient_privilege';
  end if;
  return territory;
end $$;
grant execute on function institution_conditions, territory_condition to anjie_search;

create or replace function find_institutions(asked jsonb) returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  scope text := current_setting('app.scope', true);
  territory text := territory_condition();
  conditions text := institution_conditions(asked);
  ordering text := 'code';
  last institution;
begin
  if asked ? 'after' then
    execute 'select * from institution where code = $2 and ' || territory into last using scope, asked ->> 'after';
    if last.id is null then return; end if;
  end if;
  case asked ->> 'sort'
    when 'name' then
      ordering := 'name collate chinese, code';
      if last.id is not null then
        conditions := conditions || format(' and (name collate chinese, code) > (%L collate chinese, %L)', last.name, last.code);
      end if;
    when 'newest' then
      ordering := 'registered_at desc, code desc';
      if last.id is not null then
        conditions := conditions || format(' and (registered_at, code) < (%L::timestamptz, %L)', last.registered_at, last.code);
      end if;
    else
      if last.id is not null then conditions := conditions || format(' and code > %L', last.code); end if;
  end case;
  return query execute 'select id from institution where ' || territory || conditions || ' order by ' || ordering || ' limit $2'
    using scope, least((asked ->> 'limit')::int, 1000);
end $$;

-- How many fit, counted up to `most` and no further. The territory is read as in the search.
create function count_institutions(asked jsonb, most int) returns int language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found int;
begin
  execute 'select count(*)::int from (select from institution where ' || territory_condition() || institution_conditions(asked) || ' limit $2) one'
    into found using current_setting('app.scope', true), most;
  return found;
end $$;
grant create on schema public to anjie_search;
alter function count_institutions owner to anjie_search;
revoke create on schema public from anjie_search;
revoke all on function count_institutions from public;
grant execute on function count_institutions to app_national, app_province, app_city, app_county;
