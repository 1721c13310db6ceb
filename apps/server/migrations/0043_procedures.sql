-- Filings are withdrawn by whoever files for the institution; vouchers carry their document; leave for addresses is taken back; devices are
-- examined before they are accepted where a text asks for it; applications have a handler, and a handler a deputy.

alter table filing drop constraint filing_state_check;
alter table filing drop constraint state_fits_the_record;
alter table filing add column withdrawn_at timestamptz;
alter table filing add column withdrawn_by uuid;
alter table filing add constraint filing_state_check check (state in ('filed', 'accepted', 'returned', 'withdrawn', 'cancelled'));
alter table filing add constraint state_fits_the_record check (
  (accepted_at is null) = (accepted_by is null)
  and (returned_at is null) = (returned_by is null)
  and (returned_at is null) = (return_reason is null)
  and (withdrawn_at is null) = (withdrawn_by is null)
  and (ended_at is null) = (ended_by is null)
  and case state
    when 'filed' then accepted_at is null and returned_at is null and withdrawn_at is null and ended_at is null
    when 'accepted' then accepted_at is not null and returned_at is null and withdrawn_at is null and ended_at is null
    when 'returned' then returned_at is not null and accepted_at is null and withdrawn_at is null and ended_at is null
    when 'withdrawn' then withdrawn_at is not null and accepted_at is null and returned_at is null and ended_at is null
    else accepted_at is not null and withdrawn_at is null and ended_at is not null and ended_at >= accepted_at
  end);
grant update (state, withdrawn_at, withdrawn_by) on filing to app_party;
-- Of its filing an institution takes back what is still open; whether it is accepted or ended stays never its own word, nor a carrier's.
create function party_only_withdraws() returns trigger language plpgsql as $$
begin
  if current_user = 'app_party' and (new.state, new.withdrawn_at, new.withdrawn_by) is distinct from (old.state, old.withdrawn_at, old.withdrawn_by)
     and (old.state <> 'filed' or new.state <> 'withdrawn' or new.institution_id <> current_setting('app.party')::uuid) then
    raise exception 'a party takes back its own open filing and nothing else' using errcode = 'check_violation', constraint = 'party_only_withdraws';
  end if;
  return new;
end $$;
create trigger party_only_withdraws before update of state, withdrawn_at, withdrawn_by on filing for each row execute function party_only_withdraws();

-- The voucher itself, as a file of the same institution (NX-7 保存以备查).
alter table line_voucher add column document_id uuid;
alter table line_voucher add foreign key (document_id, institution_id) references document (id, institution_id);

-- Leave for more addresses is taken back by one person; what was taken back is asked for anew.
alter table address_exception add column revoked_at timestamptz;
alter table address_exception add column revoked_by uuid;
alter table address_exception add column revoke_reason text check (length(revoke_reason) between 1 and 2000);
alter table address_exception add constraint revoked_whole check (
  (revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoke_reason is null));
create function revoked_exception_stays() returns trigger language plpgsql as $$
begin
  if old.revoked_at is not null and (new.prov, new.city, new.div, new.institution_code) is not distinct from (old.prov, old.city, old.div, old.institution_code) then
    raise exception 'what was taken back is asked for anew' using errcode = 'check_violation', constraint = 'revoked_exception_stays';
  end if;
  return new;
end $$;
create trigger revoked_exception_stays before update on address_exception for each row execute function revoked_exception_stays();

-- TS-1(6): the device is examined before it is connected.
create table terminal_examination (
  id uuid primary key,
  filing_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  examined_on date not null,
  -- what the examination found: dedicated to the network, no way to the internet, antivirus present
  dedicated boolean not null,
  offline boolean not null,
  protected boolean not null,
  conforms boolean not null generated always as (dedicated and offline and protected) stored,
  note text check (length(note) between 1 and 2000),
  document_id uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  foreign key (filing_id, institution_id) references filing (id, institution_id),
  foreign key (document_id, institution_id) references document (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint what_does_not_conform_is_said check (conforms or note is not null)
);
create index terminal_examination_filing on terminal_examination (filing_id, recorded_at);
create index terminal_examination_institution on terminal_examination (institution_id);
select secure_territory('terminal_examination', array['institution_id']);
select allow_writing('terminal_examination', array['app_city', 'app_county', 'app_party']);
revoke update on terminal_examination from app_city, app_county, app_party;

-- Who of a bureau handles an application; handing over closes the row and opens another.
create table application_handler (
  id uuid primary key,
  application_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  bureau_id uuid not null references bureau (id),
  account_id uuid not null references account (id),
  login text not null,
  assigned_by uuid not null,
  assigned_at timestamptz not null,
  reason text check (length(reason) between 1 and 2000),
  ended_at timestamptz,
  foreign key (application_id, institution_id) references application (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint ends_after_it_begins check (ended_at is null or ended_at >= assigned_at)
);
create unique index one_handler_of_a_bureau on application_handler (application_id, bureau_id) where ended_at is null;
create index application_handler_application on application_handler (application_id, assigned_at);
create index application_handler_account on application_handler (account_id) where ended_at is null;
select secure_territory('application_handler', array['institution_id']);
select allow_writing('application_handler', array['app_province', 'app_city', 'app_county']);
select act_in_person('application_handler', array['assigned_by']);

-- Who stands in for a caseworker of the same bureau, from a day to a day. The deputy acts under his own name.
create table deputy (
  id uuid primary key,
  bureau_id uuid not null references bureau (id),
  prov text not null,
  city text,
  div text,
  account_id uuid not null references account (id),
  login text not null,
  deputy_id uuid not null references account (id),
  deputy_login text not null,
  from_on date not null,
  until_on date not null,
  reason text not null check (length(reason) between 1 and 2000),
  named_by uuid not null,
  named_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  constraint nobody_stands_in_for_himself check (deputy_id <> account_id),
  constraint ends_after_it_begins check (until_on >= from_on),
  constraint ended_whole check ((ended_at is null) = (ended_by is null))
);
create index deputy_account on deputy (account_id) where ended_at is null;
create index deputy_deputy on deputy (deputy_id) where ended_at is null;
select secure_territory('deputy', array[]::text[]);
select allow_writing('deputy', array['app_province', 'app_city', 'app_county']);
select act_in_person('deputy', array['named_by', 'ended_by']);

-- What a review is owed for, the oldest first.
create index restriction_review_owed on restriction (prov, id) where reviewed_at is null and lifted_at is null and not by_law and proposal_id is null;
