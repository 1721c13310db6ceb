-- The registry: search in Chinese names and addresses, amendments of what is on record, an institution's timeline.

-- ILIKE uses no trigram index under a policy (it is not leakproof), and two characters make no trigram: pairs of characters do.
create function fold(value text) returns text language sql immutable strict parallel safe
  return lower(normalize(value, nfkc));
create function bigrams(value text) returns text[] language sql immutable strict parallel safe
  return array(select distinct substr(public.fold(value), at, 2) from generate_series(1, length(public.fold(value)) - 1) at);
create index institution_name_part on institution using gin (bigrams(name));
create index institution_address_part on institution using gin (bigrams(address)) where address is not null;

-- Sorted as Chinese readers expect.
create collation chinese (provider = icu, locale = 'zh-u-co-pinyin');
drop index institution_province, institution_city, institution_div;
create index institution_province on institution (prov, code);
create index institution_city on institution (city, code);
create index institution_div on institution (div, code);
create index institution_province_name on institution (prov, name collate chinese, code);

-- Owner of the search alone: reads this one table and cannot log in. Its policy is for itself; the function adds the caller's territory.
do $$
begin
  perform pg_advisory_xact_lock(7000);
  if not exists (select 1 from pg_roles where rolname = 'anjie_search') then
    create role anjie_search nologin;
  end if;
end $$;
grant usage on schema public to anjie_search;
grant select on institution to anjie_search;
grant execute on function fold, bigrams to anjie_search, app_province, app_city, app_county, app_party, app_national, app_system;
create policy search on institution for select to anjie_search using (true);

-- Ids of the institutions of the caller's territory that fit, in the order asked for. The territory is read from the role that the
-- transaction has set, never from an argument, and is filtered before the limit. Planned anew each time: the best plan depends on how
-- common the words are. `asked`: name, address (any part), code (beginning), kind, ids, sort (code, name, newest), after (a code), limit.
create function find_institutions(asked jsonb) returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  scope text := current_setting('app.scope', true);
  wanted_ids uuid[] := case when asked ? 'ids' then array(select jsonb_array_elements_text(asked -> 'ids')::uuid) end;
  territory text;
  conditions text := '';
  ordering text := 'code';
  part text;
  field text;
  last institution;
begin
  territory := case current_setting('role')
    when 'app_county' then 'div = $1' when 'app_city' then 'city = $1' when 'app_province' then 'prov = $1' when 'app_national' then '$1 is not distinct from $1' end;
  if territory is null then
    raise exception 'no territory to search in' using errcode = 'insufficient_privilege';
  end if;
  foreach field in array array['name', 'address'] loop
    part := fold(asked ->> field);
    if part is not null then
      conditions := conditions || format(' and strpos(fold(%I), %L) > 0', field, part);
      if length(part) > 1 then
        conditions := conditions || format(' and bigrams(%I) @> %L::text[]', field, bigrams(part));
      end if;
    end if;
  end loop;
  if asked ? 'address' then conditions := conditions || ' and address is not null'; end if;
  if asked ? 'kind' then conditions := conditions || format(' and kind = %L', asked ->> 'kind'); end if;
  if asked ? 'code' then conditions := conditions || format(' and code ^@ %L', asked ->> 'code'); end if;
  if wanted_ids is not null then conditions := conditions || ' and id = any($2)'; end if;
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
  return query execute 'select id from institution where ' || territory || conditions || ' order by ' || ordering || ' limit $3'
    using scope, wanted_ids, least((asked ->> 'limit')::int, 1000);
end $$;
grant create on schema public to anjie_search;
alter function find_institutions owner to anjie_search;
revoke create on schema public from anjie_search;
revoke all on function find_institutions from public;
grant execute on function find_institutions to app_national, app_province, app_city, app_county;

-- What stands at an address or on a device, within the caller's sight.
create index filing_ip on filing (ip) where ip is not null;
create index filing_mac on filing (mac) where mac is not null;

-- The timeline of one institution.
create index audit_event_institution on audit_event (institution_id, seq);

-- Changes of what is on record: filed by the institution and taken on record by its bureau, or recorded by the bureau at once.
create table institution_amendment (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  institution_code text not null references institution (code) on update cascade,
  -- change: it has become different on a day; correction: it was written down wrongly
  nature text not null check (nature in ('change', 'correction')),
  before jsonb not null,
  after jsonb not null,
  reason text not null check (length(reason) between 1 and 2000),
  changed_on date,
  state text not null default 'filed' check (state in ('filed', 'accepted', 'returned')),
  filed_at timestamptz not null,
  filed_by uuid not null,
  filed_by_name text not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  return_reason text check (length(return_reason) between 1 and 2000),
  version int not null default 1,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint a_change_has_its_day check ((nature = 'change') = (changed_on is not null)),
  constraint decided_whole check ((state = 'filed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
  constraint returned_with_a_reason check ((state = 'returned') = (return_reason is not null))
);
create unique index one_open_amendment on institution_amendment (institution_id) where state = 'filed';
create index institution_amendment_history on institution_amendment (institution_id, id);
create index institution_amendment_open on institution_amendment (div, id) where state = 'filed';
select secure_territory('institution_amendment', array['institution_id']);
select allow_writing('institution_amendment', array['app_province', 'app_city', 'app_county']);
-- An institution files; whether it is taken on record is never its own word.
grant insert (id, institution_id, prov, city, div, institution_code, nature, before, after, reason, changed_on, filed_at, filed_by, filed_by_name)
  on institution_amendment to app_party;

create function amendment_goes_forward() returns trigger language plpgsql as $$
begin
  if old.state <> 'filed' and (old.prov, old.city, old.div, old.institution_code) is not distinct from (new.prov, new.city, new.div, new.institution_code) then
    raise exception 'a decided amendment is closed' using errcode = 'check_violation', constraint = 'decided_amendment_is_closed';
  end if;
  if (new.institution_id, new.nature, new.before, new.after, new.reason, new.changed_on, new.filed_at, new.filed_by)
     is distinct from (old.institution_id, old.nature, old.before, old.after, old.reason, old.changed_on, old.filed_at, old.filed_by) then
    raise exception 'what was filed is not rewritten' using errcode = 'check_violation', constraint = 'filed_amendment_stays';
  end if;
  return new;
end $$;
create trigger amendment_goes_forward before update on institution_amendment for each row execute function amendment_goes_forward();
