-- Agreements other than the service agreement: security agreement (TS-0), commitment (NX-附1), confidentiality (NX-21, NX-22), intellectual property (NX-22).
create table agreement (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  kind text not null check (kind in ('security-agreement', 'commitment', 'confidentiality-agreement', 'intellectual-property-agreement')),
  number text check (length(number) between 1 and 60),
  -- who signed: the institution itself, its bureau, a firm; a tripartite agreement has all three
  with_institution boolean not null,
  bureau_id uuid references bureau (id),
  firm_id uuid references firm (id),
  -- what the firm does here, in the words of NX-21 and NX-22
  subject text check (length(subject) between 1 and 200),
  copies int check (copies between 1 and 20),
  signed_on date not null,
  -- null: until ended; confidentiality lasts until the secret is declassified (NX-附5-3)
  valid_to date,
  ended_at timestamptz,
  ended_reason text,
  ended_by uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  version int not null default 1,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  constraint ends_after_it_begins check (valid_to is null or valid_to >= signed_on),
  constraint ended_whole check ((ended_at is null) = (ended_reason is null) and (ended_at is null) = (ended_by is null)),
  constraint signed_by_somebody check (with_institution or (bureau_id is not null and firm_id is not null)),
  constraint a_commitment_is_one_sided check ((kind = 'commitment') = (bureau_id is null and firm_id is null)),
  constraint a_security_agreement_has_two_parties check (kind <> 'security-agreement' or (with_institution and bureau_id is not null and firm_id is null)),
  constraint a_firm_signs_what_binds_firms check (kind not in ('confidentiality-agreement', 'intellectual-property-agreement') or firm_id is not null),
  constraint confidentiality_has_no_end_date check (kind <> 'confidentiality-agreement' or valid_to is null)
);
create index agreement_institution on agreement (institution_id);
create index agreement_firm on agreement (firm_id) where firm_id is not null;
create unique index one_security_agreement on agreement (institution_id) where kind = 'security-agreement' and ended_at is null;
select secure_territory('agreement', array['institution_id', 'firm_id']);
select allow_writing('agreement', array['app_province', 'app_city', 'app_county']);
