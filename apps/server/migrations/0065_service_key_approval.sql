-- When the security officer activated a key; without it the key signs nothing.
alter table service_key
  add column approved_at timestamptz,
  add constraint approved_at_by_somebody check ((approved_by is null) = (approved_at is null)),
  add constraint a_secret_once_approved check (secret is null or approved_by is not null);
grant update (approved_at) on service_key to app_national, app_province;
