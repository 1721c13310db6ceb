-- Files that become records: the job, what is wrong with which row, and what a file has named already.
create table import_job (
  id uuid primary key,
  prov text not null,
  city text not null,
  div text not null,
  list text not null check (list ~ '^[a-z][a-z-]{1,40}$'),
  format text not null check (format in ('csv', 'xlsx')),
  file_name text not null check (length(file_name) between 1 and 200),
  sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null,
  dry_run boolean not null,
  -- all: every row or none; good: the rows without a fault
  keep text not null check (keep in ('all', 'good')),
  state text not null default 'waiting' check (state in ('waiting', 'checking', 'taking', 'done', 'refused', 'cancelled', 'failed')),
  -- what has been looked at, and the last row of it as a spreadsheet counts: where a server that starts again goes on
  rows int not null default 0,
  checked_to int not null default 0,
  checked boolean not null default false,
  rejected int not null default 0,
  taken int not null default 0,
  taken_to int not null default 0,
  attempts int not null default 0,
  -- why the whole file was refused: code, path, rule
  refusal jsonb,
  created_at timestamptz not null,
  created_by uuid not null,
  idempotency_key text check (length(idempotency_key) between 8 and 200),
  finished_at timestamptz,
  constraint finished_whole check ((state in ('done', 'refused', 'cancelled', 'failed')) = (finished_at is not null)),
  constraint nothing_is_kept_of_a_trial check (not dry_run or taken = 0),
  constraint all_or_nothing check (keep <> 'all' or state <> 'done' or taken = 0 or rejected = 0)
);
create unique index import_job_key on import_job (created_by, idempotency_key) where idempotency_key is not null;
create index import_job_open on import_job (created_at) where finished_at is null;
create index import_job_div on import_job (div, id);
select secure_territory('import_job', array[]::text[]);
grant insert (id, prov, city, div, list, format, file_name, sm3, bytes, dry_run, keep, created_at, created_by, idempotency_key)
  on import_job to app_province, app_city, app_county;
grant update on import_job to app_system;

create table import_fault (
  job_id uuid not null references import_job (id),
  row_number int not null,
  field text not null,
  -- never of a person
  value text,
  rule text not null,
  clause text,
  mend_zh text not null,
  mend_en text not null,
  primary key (job_id, row_number, field)
);
grant select, insert on import_fault to app_system;

create table import_key (
  job_id uuid not null references import_job (id),
  key text not null,
  row_number int not null,
  primary key (job_id, key)
);
grant select, insert, delete on import_key to app_system;
