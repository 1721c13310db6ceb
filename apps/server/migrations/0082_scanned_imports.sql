-- What the scanner said of a file of many rows before anything of it was taken in (NX-附3.2-4d); 'not-scanned' where no scanner was set.
alter table import_job add column scan text not null default 'not-scanned' check (scan in ('clean', 'not-scanned', 'unreachable'));
grant insert (scan) on import_job to app_province, app_city, app_county;
