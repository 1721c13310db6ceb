-- Encryption at rest (docs/decisions/0021): natural persons' names and telephones, forms with contacts, kept answers. The data keys lie here,
-- wrapped by the master key of the key file; the values are envelopes that say their key and their place.
create table sealing_key (
  id text primary key check (id ~ '^[0-9a-f]{16}$'),
  purpose text not null check (purpose ~ '^[a-z][a-z-]{1,30}$'),
  master_key_id text not null,
  wrapped bytea not null,
  -- epoch milliseconds; the newest of a purpose seals
  created_ms bigint not null
);
create index sealing_key_purpose on sealing_key (purpose, created_ms);
grant select, insert, delete on sealing_key to app_system;
grant update (master_key_id, wrapped) on sealing_key to app_system;

create table sealed_column (
  table_name text not null,
  column_name text not null,
  purpose text not null,
  -- columns whose values name the row in the envelope
  keys text[] not null,
  json boolean not null,
  primary key (table_name, column_name)
);
grant select on sealed_column to app_system;

-- What is stored in a sealed column: an envelope of this very place under a key that is there, or the mark of a destruction. The owner may
-- seed a demonstration in plain text; the server seals it at its start.
create function keeps_sealed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  now_there jsonb := to_jsonb(new);
  then_there jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  place text;
  value text;
  parts text[];
begin
  select string_agg(now_there ->> name, '/' order by at) into place from unnest(string_to_array(tg_argv[0], ',')) with ordinality as keys (name, at);
  for at in 1 .. tg_nargs - 1 loop
    continue when now_there -> tg_argv[at] = 'null' or now_there -> tg_argv[at] is not distinct from then_there -> tg_argv[at];
    value := now_there #>> array[tg_argv[at]];
    continue when value ~ '^~0\.[0-9]+$';
    parts := regexp_match(value, '^~[12]\.([^.]+)\.([^.]+)\.([^.]+)\.[^.]+\.(.*)$');
    if parts is null and session_user <> 'anjie_app' and (select mode from installation) is distinct from 'production' then
      continue;
    end if;
    if parts is null then
      raise exception '%.% is stored sealed only', tg_table_name, tg_argv[at]
        using errcode = 'check_violation', constraint = 'keeps_sealed', table = tg_table_name, column = tg_argv[at];
    end if;
    if (parts[2], parts[3], parts[4]) is distinct from (tg_table_name::text, tg_argv[at], place) then
      raise exception 'the sealed value of %.% belongs to another place', tg_table_name, tg_argv[at]
        using errcode = 'check_violation', constraint = 'sealed_in_its_place', table = tg_table_name, column = tg_argv[at];
    end if;
    -- Held until the end of the transaction: a key is not destroyed under a value that is being written.
    perform 1 from sealing_key where id = parts[1] for key share;
    if not found then
      raise exception 'the key % of %.% is gone', parts[1], tg_table_name, tg_argv[at]
        using errcode = 'check_violation', constraint = 'sealed_by_a_living_key', table = tg_table_name, column = tg_argv[at];
    end if;
  end loop;
  return new;
end $$;
revoke all on function keeps_sealed() from public;

-- Owner of re-sealing alone: reads and writes the sealed columns of any row, also of closed ones, and nothing else.
do $$
begin
  perform pg_advisory_xact_lock(7000);
  if not exists (select 1 from pg_roles where rolname = 'anjie_sealing') then
    create role anjie_sealing nologin bypassrls;
  end if;
end $$;
grant usage on schema public to anjie_sealing;
grant select on sealed_column to anjie_sealing;
grant set on parameter session_replication_role to anjie_sealing;

-- Says once per table which of its columns are sealed, for which purpose, and what names a row.
create function seal_columns(target regclass, purpose text, columns text[], keys text[] default array['id']) returns void language plpgsql as $$
begin
  insert into sealed_column (table_name, column_name, purpose, keys, json)
    select target::text, name, seal_columns.purpose, seal_columns.keys,
      (select format_type(atttypid, null) = 'jsonb' from pg_attribute where attrelid = target and attname = name)
    from unnest(columns) name;
  execute format('create trigger keeps_sealed before insert or update of %s on %s for each row execute function keeps_sealed(%s)',
    (select string_agg(quote_ident(name), ', ') from unnest(columns) name), target,
    quote_literal(array_to_string(keys, ',')) || (select string_agg(', ' || quote_literal(name), '') from unnest(columns) name));
  execute format('alter table %s enable always trigger keeps_sealed', target);
  execute format('grant select (%1$s, %2$s), update (%2$s) on %3$s to anjie_sealing',
    (select string_agg(quote_ident(name), ', ') from unnest(keys) name),
    (select string_agg(quote_ident(name), ', ') from unnest(columns) name), target);
end $$;

-- Puts values under another key, each only where the former still stands; closed records too, whose own triggers would refuse any change:
-- they are switched off for this one statement, keeps_sealed is not. Gives how many it replaced.
create function reseal_values(target text, name text, rows uuid[], formers text[], nexts text[]) returns int
  language plpgsql security definer set search_path = public, pg_temp set session_replication_role = replica as $$
declare
  known sealed_column;
  replaced int;
begin
  select * into strict known from sealed_column where table_name = target and column_name = name and keys = array['id'];
  if exists (select 1 from unnest(nexts) next where next !~ '^~[12]\.') then
    raise exception 'only sealed values take the place of others' using errcode = 'check_violation', constraint = 'keeps_sealed';
  end if;
  execute format('update %1$I t set %2$I = %3$s from unnest($1, $2, $3) as x (id, former, next) where t.id = x.id and t.%2$I %4$s = x.former',
    target, name, case when known.json then 'to_jsonb(x.next)' else 'x.next' end, case when known.json then '#>> ''{}''' else '' end)
    using rows, formers, nexts;
  get diagnostics replaced = row_count;
  return replaced;
end $$;
grant create on schema public to anjie_sealing;
alter function reseal_values owner to anjie_sealing;
revoke create on schema public from anjie_sealing;
revoke all on function reseal_values from public;
grant execute on function reseal_values to app_system;

select seal_columns('account', 'persons', array['name']);
select seal_columns('application', 'persons', array['form']);
select seal_columns('application_opinion', 'persons', array['given_by_name']);
select seal_columns('application_step', 'persons', array['requested_by_name', 'decided_by_name']);
select seal_columns('calendar_notice', 'persons', array['proposed_by_name', 'approved_by_name']);
select seal_columns('census_record', 'persons', array['requested_by_name', 'decided_by_name']);
select seal_columns('clock_event', 'persons', array['actor_name']);
select seal_columns('institution', 'persons', array['contact_name', 'contact_phone', 'legal_representative']);
select seal_columns('institution_amendment', 'persons', array['before', 'after', 'filed_by_name', 'decided_by_name']);
select seal_columns('institution_operator', 'persons', array['name', 'phone']);
select seal_columns('material_finding', 'persons', array['found_by_name']);
select seal_columns('report_seal', 'persons', array['sealed_by_name']);
select seal_columns('restriction', 'persons', array['decided_by_name']);
select seal_columns('idempotency', 'answers', array['response'], array['actor_id', 'key']);
