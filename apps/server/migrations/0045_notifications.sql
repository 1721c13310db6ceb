-- What people are told: an inbox per account, and mails that leave the house. Written in the transaction of the fact, by the system alone.
create table notification (
  id uuid primary key,
  account_id uuid not null references account (id),
  -- request and place of the fact in it: one fact is told to one person once
  fact_key text not null,
  event text not null,
  importance text not null check (importance in ('due', 'waits', 'decided')),
  -- what it is about: a later fact of the same matter settles what waited
  topic text not null,
  object_id text,
  -- values for the template; no text that a person wrote
  data jsonb not null,
  at timestamptz not null,
  read_at timestamptz,
  settled_at timestamptz,
  unique (account_id, fact_key)
);
create index notification_inbox on notification (account_id, id);
create index notification_unread on notification (account_id, id) where read_at is null;
create index notification_waiting on notification (topic, object_id) where settled_at is null and importance <> 'decided';

-- Whether a person wants mails, where to, and when not. `id` is the account's.
create table mail_preference (
  id uuid primary key references account (id),
  email text,
  wanted boolean not null default false,
  -- all of a day in one mail instead of each at once
  digest boolean not null default false,
  -- minutes of the day in Asia/Shanghai
  digest_at int not null default 510 check (digest_at between 0 and 1439),
  quiet_from int check (quiet_from between 0 and 1439),
  quiet_until int check (quiet_until between 0 and 1439),
  -- nothing on days that are not worked
  quiet_on_rest_days boolean not null default true,
  version int not null default 1,
  constraint wanted_somewhere check (not wanted or email is not null),
  constraint quiet_from_until check ((quiet_from is null) = (quiet_until is null))
);

create table outgoing_mail (
  id uuid primary key,
  account_id uuid not null references account (id),
  -- null: a digest
  notification_id uuid unique references notification (id),
  digest_on date,
  state text not null default 'waiting' check (state in ('waiting', 'handing-over', 'sent', 'dead', 'unclear', 'dropped')),
  attempts int not null default 0,
  next_at timestamptz not null,
  last_error text check (length(last_error) <= 500),
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  constraint one_of_two check ((notification_id is null) <> (digest_on is null)),
  constraint ended_when_over check ((state in ('waiting', 'handing-over')) = (ended_at is null)),
  unique (account_id, digest_on)
);
create index outgoing_mail_due on outgoing_mail (next_at) where state = 'waiting';
create index outgoing_mail_stuck on outgoing_mail (state, id) where state in ('handing-over', 'dead', 'unclear');

-- Whoever may see the account may see what it was told; the routes narrow that to one's own, and mails to the administrator.
do $$
declare
  own_table text;
  own_key text;
  scope_role text;
begin
  foreach own_table in array array['notification', 'mail_preference', 'outgoing_mail'] loop
    own_key := case own_table when 'mail_preference' then 'id' else 'account_id' end;
    execute format('alter table %I enable row level security', own_table);
    execute format('alter table %I force row level security', own_table);
    foreach scope_role in array array['app_national', 'app_province', 'app_city', 'app_county', 'app_party'] loop
      execute format('create policy %I on %I to %I using (%I in (select account.id from account)) with check (%I in (select account.id from account))',
        scope_role, own_table, scope_role, own_key, own_key);
      execute format('grant select on %I to %I', own_table, scope_role);
    end loop;
    execute format('create policy system on %I to app_system using (true) with check (true)', own_table);
    execute format('grant select, insert, update on %I to app_system', own_table);
  end loop;
end $$;
grant update (read_at) on notification to app_national, app_province, app_city, app_county, app_party;
grant insert, update on mail_preference to app_national, app_province, app_city, app_county, app_party;
grant update (state, next_at, ended_at, attempts, version) on outgoing_mail to app_national, app_province;
