-- The test bed's own database. Only test data; nothing in it is valid anywhere else.

revoke all on schema public from public;
grant usage on schema public to anjie_testbed;

create table campaign (
  id uuid primary key,
  name text not null,
  plan text not null,
  institution_kind text not null check (institution_kind in ('hospital', 'pharmacy')),
  institution_code text not null check (institution_code ~ '^[HP][0-9]{11}$'),
  institution_name text not null,
  -- product and version under test
  his_name text not null,
  his_version text not null,
  -- part of the endpoint's path; cannot be guessed
  path text not null unique check (length(path) >= 20),
  -- SM3 of the key; the key itself is shown once
  key_digest text not null unique,
  signing text not null check (signing in ('none', 'csb', 'tif', 'x-ca')),
  access_key text not null,
  -- signs test messages of this campaign only
  secret text not null,
  scope jsonb not null,
  -- cases agreed in addition (NX-附3.1-6), YAML as given
  agreed text not null default '',
  created_at timestamptz not null
);

create table run (
  campaign_id uuid not null references campaign,
  number integer not null check (number >= 1),
  began_at timestamptz not null,
  -- set together when the run is submitted; from then on nothing of the run changes
  frozen_at timestamptz,
  report jsonb,
  digest text,
  signature text,
  public_key text,
  primary key (campaign_id, number),
  check (num_nonnulls(frozen_at, report, digest, signature, public_key) in (0, 5))
);

create table exchange (
  campaign_id uuid not null,
  run integer not null,
  seq integer not null check (seq >= 1),
  at timestamptz not null,
  infno text not null,
  msgid text not null,
  -- JSON as sent, personal data masked unless it is a test person's; '' where it was no JSON
  request text not null,
  output text not null,
  reply text not null check (reply in ('accepted', 'refused', 'lost')),
  error text not null,
  fault text,
  findings jsonb not null,
  -- null: the campaign asks for no signature
  signature_ok boolean,
  signature_diagnosis text not null,
  bytes integer not null,
  microseconds integer not null,
  primary key (campaign_id, run, seq),
  foreign key (campaign_id, run) references run
);
create index exchange_infno on exchange (campaign_id, run, infno, seq);

-- What a person did to a case: attested with evidence, skipped, commented, overridden. Only the last approved one of a case counts.
create table case_note (
  id uuid primary key,
  campaign_id uuid not null,
  run integer not null,
  case_id text not null,
  kind text not null check (kind in ('attestation', 'skip', 'comment', 'override')),
  state text check (state in ('pass', 'fail', 'warning', 'skipped', 'not-applicable', 'attested')),
  reason text not null check (length(reason) >= 2),
  evidence_name text not null default '',
  evidence_digest text not null default '' check (evidence_digest ~ '^([0-9a-f]{64})?$'),
  requested_by text not null check (requested_by <> ''),
  requested_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  foreign key (campaign_id, run) references run,
  -- four eyes
  constraint four_eyes check (approved_by is null or approved_by <> requested_by),
  check ((approved_by is null) = (approved_at is null)),
  -- an attestation rests on evidence
  check (kind <> 'attestation' or evidence_digest <> ''),
  check ((kind = 'comment') = (state is null))
);
create index case_note_run on case_note (campaign_id, run, case_id, requested_at);

-- NX-附三 part 2: the 32 result records, entered with evidence; a correction is a new row.
create table result_record (
  id uuid primary key,
  campaign_id uuid not null,
  run integer not null,
  item text not null check (item ~ '^[1-9][0-9]?[a-g]$'),
  verdict text not null check (verdict in ('meets', 'does-not-meet', 'not-applicable')),
  record text not null check (length(record) >= 2),
  evidence_digest text not null default '' check (evidence_digest ~ '^([0-9a-f]{64})?$'),
  entered_by text not null check (entered_by <> ''),
  entered_at timestamptz not null,
  foreign key (campaign_id, run) references run
);
create index result_record_run on result_record (campaign_id, run, item, entered_at);

create function refuse_frozen() returns trigger language plpgsql as $$
declare
  frozen timestamptz;
begin
  select frozen_at into frozen from run where campaign_id = new.campaign_id and number = new.run for share;
  if frozen is not null then
    raise exception 'run % of campaign % is frozen', new.run, new.campaign_id using errcode = 'AT001';
  end if;
  return new;
end $$;

create trigger exchange_frozen before insert or update on exchange for each row execute function refuse_frozen();
create trigger case_note_frozen before insert or update on case_note for each row execute function refuse_frozen();
create trigger result_record_frozen before insert or update on result_record for each row execute function refuse_frozen();

create function keep_frozen() returns trigger language plpgsql as $$
begin
  if old.frozen_at is not null then
    raise exception 'run % of campaign % is frozen', old.number, old.campaign_id using errcode = 'AT001';
  end if;
  return new;
end $$;
create trigger run_frozen before update on run for each row execute function keep_frozen();

create function keep_note() returns trigger language plpgsql as $$
begin
  if old.approved_at is not null or (to_jsonb(new) - 'approved_by' - 'approved_at') <> (to_jsonb(old) - 'approved_by' - 'approved_at') then
    raise exception 'a note changes only by its approval' using errcode = 'AT002';
  end if;
  return new;
end $$;
create trigger case_note_kept before update on case_note for each row execute function keep_note();

-- Nobody deletes; what may change stands above.
grant select, insert on campaign, run, exchange, case_note, result_record to anjie_testbed;
grant update (frozen_at, report, digest, signature, public_key) on run to anjie_testbed;
grant update (agreed) on campaign to anjie_testbed;
grant update (approved_by, approved_at) on case_note to anjie_testbed;
