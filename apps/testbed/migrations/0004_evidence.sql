-- What an attestation rests on: screenshots and signed sheets, kept with the run and frozen with it.
create table evidence (
  campaign_id uuid not null,
  run integer not null,
  -- SM3 of the content
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  name text not null check (name !~ '[/\\[:cntrl:]]' and length(name) between 1 and 120),
  media text not null check (media in ('image/png', 'image/jpeg', 'application/pdf')),
  content bytea not null check (length(content) between 1 and 10485760),
  stored_at timestamptz not null,
  primary key (campaign_id, run, digest),
  foreign key (campaign_id, run) references run
);
create trigger evidence_frozen before insert or update on evidence for each row execute function refuse_frozen();
-- Neither changed nor deleted: a better screenshot is another file.
grant select, insert on evidence to anjie_testbed;
