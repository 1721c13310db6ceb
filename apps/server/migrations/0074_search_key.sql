-- The key of the digests that persons are recognised by is changed like any other (docs/decisions/0031): the certificate number is kept, sealed,
-- so that the digest can be made again; while the change is under way two digests stand side by side, and the former is the one in force.
alter table account
  add column identity_number text,
  add column person_digest_next text,
  add constraint next_digest_beside_the_first check (person_digest_next is null or person_digest is not null);
drop trigger keeps_sealed on account;
delete from sealed_column where table_name = 'account';
select seal_columns('account', 'persons', array['name', 'identity_number']);
select hide_columns('account', array['identity_number', 'person_digest_next'], array['app_identity']);
grant update (person_digest_next) on account to app_system;
create index account_person on account (person_digest) where person_digest is not null;

alter table key_rotation drop constraint rotated_by_two, add constraint rotated_by_two check (
  case cause when 'officers' then requested_by is not null and (approved_by is null) = (approved_at is null) and approved_by <> requested_by
    else requested_by is null and approved_by is null and approved_at is not null and purpose <> 'search' end);

-- Puts the waiting digests in force, in accounts and in the record of duties at once. False: one is lacking. The triggers that keep a person of
-- an account the same are switched off for it: the person is the same, the digest is another.
create function change_person_digests(key text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp set session_replication_role = replica as $$
begin
  if not exists (select 1 from key_rotation where purpose = 'search' and next = key and approved_at is not null and finished_at is null) then
    raise exception 'no change to the key % is under way', key using errcode = 'check_violation', constraint = 'begun_once_approved';
  end if;
  if exists (select 1 from account where person_digest is not null and left(person_digest, length(key) + 1) <> key || ':'
             and coalesce(left(person_digest_next, length(key) + 1), '') <> key || ':') then
    return false;
  end if;
  if exists (select 1 from account where person_digest_next is not null group by person_digest having count(distinct person_digest_next) > 1)
     or exists (select 1 from account where person_digest_next is not null group by person_digest_next having count(distinct person_digest) > 1) then
    raise exception 'a person stays one person' using errcode = 'check_violation', constraint = 'one_person_per_account', table = 'account';
  end if;
  update account_duty d set person = a.person_digest_next
    from (select distinct person_digest, person_digest_next from account where person_digest_next is not null) a where d.person = a.person_digest;
  update account set person_digest = person_digest_next, person_digest_next = null where person_digest_next is not null;
  return true;
end $$;
grant select (person_digest, person_digest_next), update (person_digest, person_digest_next) on account to anjie_sealing;
grant select (person), update (person) on account_duty to anjie_sealing;
grant select on key_rotation to anjie_sealing;
grant create on schema public to anjie_sealing;
alter function change_person_digests owner to anjie_sealing;
revoke create on schema public from anjie_sealing;
revoke all on function change_person_digests from public;
grant execute on function change_person_digests to app_system;
