-- Filings (备案) of lines, addresses and terminals. An accepted filing is the fact, from acceptance until another accepted filing ends it.
create table filing (
  id uuid primary key,
  -- 备案号
  number text not null unique,
  subject text not null check (subject in ('line', 'address', 'terminal')),
  act text not null check (act in ('apply', 'change', 'cancel')),
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  -- the carrier reads its own lines, not the institution's row
  institution_code text not null references institution (code) on update cascade,
  target_id uuid,
  state text not null default 'filed' check (state in ('filed', 'accepted', 'returned', 'cancelled')),
  version int not null default 1,
  line_kind text,
  carrier_id uuid references firm (id),
  agreement_number text,
  agreement_year int,
  subscriber text check (length(subscriber) between 1 and 253),
  environment text check (environment in ('production', 'test')),
  ip text,
  mac text check (mac ~ '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$'),
  device text,
  psam text,
  filed_at timestamptz not null,
  filed_by uuid not null,
  filed_by_role text not null,
  accepted_at timestamptz,
  accepted_by uuid,
  returned_at timestamptz,
  returned_by uuid,
  return_reason text,
  return_note text,
  ended_at timestamptz,
  -- the change or cancellation that ended it
  ended_by uuid references filing (id),
  unique (id, carrier_id),
  unique (id, institution_id),
  unique (id, institution_id, subject),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  -- a filing changes or cancels one of the same institution and subject
  foreign key (target_id, institution_id, subject) references filing (id, institution_id, subject),
  constraint a_change_has_a_target check ((act = 'apply') = (target_id is null)),
  constraint columns_fit_the_subject check (
    case subject
      when 'line' then line_kind is not null and ip is null and mac is null and environment is null
      when 'address' then ip is not null and environment is not null and line_kind is null and mac is null and subscriber is null
      else ip is not null and mac is not null and line_kind is null and environment is null and subscriber is null
    end),
  constraint state_fits_the_record check (
    (accepted_at is null) = (accepted_by is null)
    and (returned_at is null) = (returned_by is null)
    and (returned_at is null) = (return_reason is null)
    and (ended_at is null) = (ended_by is null)
    and case state
      when 'filed' then accepted_at is null and returned_at is null and ended_at is null
      when 'accepted' then accepted_at is not null and returned_at is null and ended_at is null
      when 'returned' then returned_at is not null and accepted_at is null and ended_at is null
      else accepted_at is not null and ended_at is not null and ended_at >= accepted_at
    end)
);
-- One address, one VPDN subscriber, one PSAM card in the whole country; a terminal once in its institution (NX-8).
create unique index address_in_force on filing (ip) where subject = 'address' and state = 'accepted' and act <> 'cancel';
create unique index subscriber_in_force on filing (subscriber) where subject = 'line' and state = 'accepted' and act <> 'cancel';
create unique index psam_in_force on filing (psam) where subject = 'terminal' and state = 'accepted' and act <> 'cancel';
create unique index terminal_in_force on filing (institution_id, mac) where subject = 'terminal' and state = 'accepted' and act <> 'cancel';
create unique index one_open_filing_a_target on filing (target_id) where state = 'filed';
create index filing_institution on filing (institution_id, subject, number);
create index filing_carrier on filing (carrier_id, number) where carrier_id is not null;
create index filing_div_open on filing (div, subject, number) where state = 'filed';
select secure_territory('filing', array['institution_id', 'carrier_id']);
select allow_writing('filing', array['app_city', 'app_county']);
-- A party files and, as the carrier, moves the version on; whether its filing is accepted, returned or ended is never its own word.
grant insert (id, number, subject, act, institution_id, prov, city, div, institution_code, target_id, line_kind, carrier_id, agreement_number,
  agreement_year, subscriber, environment, ip, mac, device, psam, filed_at, filed_by, filed_by_role) on filing to app_party;
grant update (version) on filing to app_party;

-- The carrier's audit of an application (NX-8); a failed one may be followed by another.
create table line_audit (
  id uuid primary key,
  filing_id uuid not null,
  carrier_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  passed boolean not null,
  note text,
  audited_at timestamptz not null,
  audited_by uuid not null,
  foreign key (filing_id, carrier_id) references filing (id, carrier_id),
  foreign key (filing_id, institution_id) references filing (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade
);
create index line_audit_filing on line_audit (filing_id);
create index line_audit_institution on line_audit (institution_id);

-- What the carrier has bound: MAC to IP (NX-8).
create table line_binding (
  id uuid primary key,
  filing_id uuid not null,
  carrier_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  ip text not null,
  mac text not null check (mac ~ '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$'),
  bound_at timestamptz not null,
  bound_by uuid not null,
  ended_at timestamptz,
  foreign key (filing_id, carrier_id) references filing (id, carrier_id),
  foreign key (filing_id, institution_id) references filing (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint ends_after_it_begins check (ended_at is null or ended_at >= bound_at)
);
create unique index binding_in_force on line_binding (filing_id, ip, mac) where ended_at is null;
create index line_binding_institution on line_binding (institution_id);

-- Written by the carrier alone; the institution reads what was found and bound.
select secure_territory('line_audit', array['carrier_id']);
select secure_territory('line_binding', array['carrier_id']);
create policy institution_reads on line_audit for select to app_party using (institution_id = current_setting('app.party')::uuid);
create policy institution_reads on line_binding for select to app_party using (institution_id = current_setting('app.party')::uuid);
grant insert on line_audit to app_party;
grant insert, update on line_binding to app_party;

-- The two kinds of vouchers that are kept and shown at any time (NX-7): 联网凭证, 缴费凭证.
create table line_voucher (
  id uuid primary key,
  filing_id uuid not null,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  kind text not null check (kind in ('connection', 'payment')),
  number text not null,
  issued_on date not null,
  note text,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  foreign key (filing_id, institution_id) references filing (id, institution_id),
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (filing_id, kind, number)
);
select secure_territory('line_voucher', array['institution_id']);
select allow_writing('line_voucher', array['app_city', 'app_county', 'app_party']);

-- Leave for addresses beyond the number of the profile (NX-8 “原则上”); who grants it is not said by the text: two people of the territory.
create table address_exception (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  institution_code text not null references institution (code) on update cascade,
  extra int not null check (extra between 1 and 50),
  reason text not null check (length(reason) between 1 and 2000),
  version int not null default 1,
  requested_at timestamptz not null,
  requested_by uuid not null,
  approved_at timestamptz,
  approved_by uuid,
  -- SM3 over what is approved
  digest bytea,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint approved_by_four_eyes check (
    (approved_at is null and approved_by is null and digest is null)
    or (approved_at is not null and approved_by is not null and approved_by <> requested_by and length(digest) = 32))
);
create index address_exception_institution on address_exception (institution_id);
select secure_territory('address_exception', array['institution_id']);
select allow_writing('address_exception', array['app_city', 'app_county']);

-- Who asked cannot be rewritten, or one person could be made two; a change of what was approved takes the approval away.
create function address_exception_keeps_its_word() returns trigger language plpgsql as $$
begin
  if new.requested_by <> old.requested_by or new.institution_id <> old.institution_id then
    raise exception 'who asked, and for whom, is not rewritten' using errcode = 'check_violation', constraint = 'approved_by_four_eyes';
  end if;
  if (new.extra, new.reason) is distinct from (old.extra, old.reason) then
    new.approved_at := null;
    new.approved_by := null;
    new.digest := null;
  end if;
  return new;
end $$;
create trigger address_exception_keeps_its_word before update on address_exception
  for each row execute function address_exception_keeps_its_word();

-- Named operators and officers of an institution (NX-5, NX-附1, TS-3(3)); the role codes are the profile's.
create table institution_operator (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  role text not null check (role ~ '^[a-z][a-z_-]{1,40}$'),
  name text not null,
  phone text,
  named_at timestamptz not null,
  named_by uuid not null,
  ended_at timestamptz,
  ended_by uuid,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint ends_after_it_begins check (ended_at is null or ended_at >= named_at)
);
create index institution_operator_institution on institution_operator (institution_id);
select secure_territory('institution_operator', array['institution_id']);
select allow_writing('institution_operator', array['app_city', 'app_county', 'app_party']);
