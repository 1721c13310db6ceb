-- Changing data keys without a pause, and destroying what is no longer to be kept (docs/decisions/0022).
create table key_rotation (
  id uuid primary key,
  purpose text not null check (purpose ~ '^[a-z][a-z-]{1,30}$'),
  -- officers: asked for by one, approved by another; destruction: follows from destructions that two people have decided
  cause text not null check (cause in ('officers', 'destruction')),
  reason text not null check (length(reason) between 1 and 500),
  requested_by uuid,
  requested_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  -- keys that sealed before, and the one that seals since
  former text[] not null default '{}',
  next text,
  resealed bigint not null default 0,
  finished_at timestamptz,
  constraint rotated_by_two check (
    case cause when 'officers' then requested_by is not null and (approved_by is null) = (approved_at is null) and approved_by <> requested_by
      else requested_by is null and approved_by is null and approved_at is not null end),
  constraint begun_once_approved check ((next is null and cardinality(former) = 0) or approved_at is not null),
  constraint finished_once_begun check (finished_at is null or next is not null)
);
create unique index one_rotation_asked_for on key_rotation (purpose) where approved_at is null;
create unique index one_rotation_under_way on key_rotation (purpose) where approved_at is not null and finished_at is null;
grant select on key_rotation to app_national, app_system;
grant insert (id, purpose, cause, reason, requested_by, requested_at) on key_rotation to app_national;
grant update (approved_by, approved_at) on key_rotation to app_national;
grant insert on key_rotation to app_system;
grant update (former, next, resealed, finished_at) on key_rotation to app_system;
grant select (id, purpose, master_key_id, created_ms) on sealing_key to app_national;
select act_in_person('key_rotation', array['requested_by', 'approved_by']);

-- The register of destructions (NX-附3.2-9b): asked for by one person of the bureau, decided by another, complete once the key is gone.
create sequence destruction_number;
create table destruction (
  id uuid primary key,
  number bigint not null default nextval('destruction_number') unique,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  institution_code text not null references institution (code) on update cascade,
  kind text not null check (kind in ('operator', 'document', 'amendment')),
  subject_id uuid not null,
  purpose text not null check (purpose ~ '^[a-z][a-z-]{1,30}$'),
  reason text not null check (length(reason) between 1 and 500),
  requested_by uuid not null,
  requested_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  -- the rotation that took away the key under which the values had been sealed
  rotation_id uuid references key_rotation (id),
  completed_at timestamptz,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint destroyed_by_two check ((approved_by is null) = (approved_at is null) and approved_by <> requested_by),
  constraint completed_whole check ((completed_at is null) = (rotation_id is null) and (completed_at is null or approved_at is not null))
);
create unique index destroyed_once on destruction (kind, subject_id);
create index destruction_waiting on destruction (purpose, approved_at) where approved_at is not null and completed_at is null;
grant usage on sequence destruction_number to app_province, app_city, app_county;
select secure_territory('destruction', array[]::text[]);
grant insert (id, institution_id, prov, city, div, institution_code, kind, subject_id, purpose, reason, requested_by, requested_at)
  on destruction to app_province, app_city, app_county;
grant update (approved_by, approved_at) on destruction to app_province, app_city, app_county;
grant update (rotation_id, completed_at) on destruction to app_system;
grant select on destruction to anjie_sealing;
select act_in_person('destruction', array['requested_by', 'approved_by']);

-- The mark of a destruction stands only where the register has it decided.
create function destruction_is_decided() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  marked text;
begin
  foreach marked in array tg_argv loop
    continue when coalesce(to_jsonb(new) #>> array[marked], '') !~ '^~0\.';
    if not exists (select 1 from destruction
      where '~0.' || number = to_jsonb(new) #>> array[marked] and approved_at is not null and subject_id = new.id) then
      raise exception 'the destruction of %.% is not in the register', tg_table_name, marked
        using errcode = 'check_violation', constraint = 'destruction_is_decided', table = tg_table_name, column = marked;
    end if;
  end loop;
  return new;
end $$;
revoke all on function destruction_is_decided() from public;
create trigger marks_decided_destruction before insert or update of name, phone on institution_operator
  for each row execute function destruction_is_decided('name', 'phone');
create trigger marks_decided_destruction before insert or update of before, after on institution_amendment
  for each row execute function destruction_is_decided('before', 'after');
alter table institution_operator enable always trigger marks_decided_destruction;
alter table institution_amendment enable always trigger marks_decided_destruction;

-- A file has a key of its own; destroying it destroys the file, wherever its bytes lie. Null: handed in before files were sealed.
alter table document add column file_key text;
grant update (file_key) on document to app_system;
select seal_columns('document', 'files', array['file_key']);
create trigger marks_decided_destruction before insert or update of file_key on document
  for each row execute function destruction_is_decided('file_key');
alter table document enable always trigger marks_decided_destruction;

-- Puts the mark where the values stood. What is destroyed is what the register says, decided by two people, and nothing else.
create function destroy_values(decided uuid) returns int
  language plpgsql security definer set search_path = public, pg_temp set session_replication_role = replica as $$
declare
  record_of destruction;
  place record;
  marked int := 0;
  changed int;
begin
  select * into strict record_of from destruction where id = decided and approved_at is not null and approved_by <> requested_by;
  for place in
    select s.* from sealed_column s join (values ('operator', 'institution_operator', array['name', 'phone']),
      ('amendment', 'institution_amendment', array['before', 'after']), ('document', 'document', array['file_key'])) k (kind, table_name, names)
    on k.kind = record_of.kind and s.table_name = k.table_name and s.column_name = any (k.names)
  loop
    execute format('update %1$I set %2$I = %3$s where id = $1 and institution_id = $2 and %2$I is not null', place.table_name, place.column_name,
      case when place.json then format('to_jsonb(%L::text)', '~0.' || record_of.number) else quote_literal('~0.' || record_of.number) end)
      using record_of.subject_id, record_of.institution_id;
    get diagnostics changed = row_count;
    marked := marked + changed;
  end loop;
  return marked;
end $$;
grant select (institution_id) on institution_operator, institution_amendment, document to anjie_sealing;
-- Sealed values of a column that stand under another key than this one, or in plain text, after a row.
create function sealed_otherwise(target text, name text, key text, after uuid, most int) returns table (id uuid, value text)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  known sealed_column;
begin
  select * into strict known from sealed_column s where s.table_name = target and s.column_name = name and s.keys = array['id'];
  return query execute format('select t.id, t.%2$I %3$s from %1$I t where t.id > $1 and t.%2$I is not null
      and t.%2$I %3$s !~ (''^(~0\.|~[12]\.'' || $2 || ''\.)'') order by t.id limit $3',
    target, name, case when known.json then '#>> ''{}''' else '' end) using after, key, most;
end $$;

-- Whether any value still stands under a key.
create function key_in_use(key text) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  place sealed_column;
  found_one boolean;
begin
  for place in select * from sealed_column loop
    execute format('select exists (select 1 from %1$I where %2$I %3$s ~ $1)', place.table_name, place.column_name,
      case when place.json then '#>> ''{}''' else '' end) into found_one using '^~[12]\.' || key || '\.';
    if found_one then return true; end if;
  end loop;
  return false;
end $$;

-- Whether a record rests on a file: any table that refers to documents.
create function document_is_referred_to(file uuid) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  reference record;
  found_one boolean;
begin
  for reference in
    select conrelid::regclass as source, attname from pg_constraint
    join pg_attribute on attrelid = conrelid and attnum = conkey[array_position(confkey, (select attnum from pg_attribute where attrelid = 'document'::regclass and attname = 'id'))]
    where contype = 'f' and confrelid = 'document'::regclass
  loop
    execute format('select exists (select 1 from %s where %I = $1)', reference.source, reference.attname) into found_one using file;
    if found_one then return true; end if;
  end loop;
  return false;
end $$;
revoke all on function document_is_referred_to from public;
grant execute on function document_is_referred_to to app_province, app_city, app_county;

grant create on schema public to anjie_sealing;
alter function destroy_values owner to anjie_sealing;
alter function sealed_otherwise owner to anjie_sealing;
alter function key_in_use owner to anjie_sealing;
revoke create on schema public from anjie_sealing;
revoke all on function destroy_values, sealed_otherwise, key_in_use from public;
grant execute on function destroy_values, sealed_otherwise, key_in_use to app_system;
