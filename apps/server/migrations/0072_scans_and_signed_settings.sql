-- What the scanner said of a file before it was kept; 'not-scanned' where no scanner is set, or it was kept before one was.
alter table document add column scan text not null default 'not-scanned' check (scan in ('clean', 'not-scanned', 'unreachable'));

-- Settings of the installation as two officers signed them (NX-附3.2-5a, docs/decisions/0030). The first is the installation's own.
create table settings_signing (
  id uuid primary key,
  reason text not null check (length(reason) between 1 and 500),
  -- every setting as it stood when it was asked for: JSON with sorted names
  state text not null,
  requested_by uuid,
  requested_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  sequence int unique check (sequence > 0),
  -- SM2 by the key of the manifest over sequence and state
  signature text,
  ended_at timestamptz,
  constraint signed_by_two check (
    case when requested_by is null then sequence = 1 and approved_by is null and approved_at is not null
      else (approved_by is null) = (approved_at is null) and approved_by <> requested_by end),
  constraint signed_once_approved check (
    (approved_at is null) = (sequence is null) and (approved_at is null) = (signature is null) and (approved_at is null or ended_at is null))
);
create unique index one_signing_asked_for on settings_signing ((true)) where approved_at is null and ended_at is null;
grant select on settings_signing to app_national, app_province, app_system;
grant insert (id, reason, state, requested_by, requested_at) on settings_signing to app_national, app_province;
grant update (approved_by, approved_at, sequence, signature, ended_at) on settings_signing to app_national, app_province;
grant insert (id, reason, state, requested_at, approved_at, sequence, signature) on settings_signing to app_system;
select act_in_person('settings_signing', array['requested_by', 'approved_by']);
