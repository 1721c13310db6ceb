-- Alerts: signals of an intrusion, folded: of one kind and one subject there is one standing alert with a count (NX-附3.2-4f, 5a).
create table alert (
  id uuid primary key,
  kind text not null check (kind ~ '^[a-z-]{3,40}$'),
  severity text not null check (severity in ('notice', 'warning', 'critical')),
  -- null: it concerns the whole installation
  prov text,
  subject_kind text not null check (subject_kind in ('address', 'account', 'key', 'gateway', 'installation', 'others')),
  subject text check (length(subject) between 1 and 100),
  -- whose account it is: that person neither acknowledges nor closes it
  subject_account uuid references account (id),
  count bigint not null check (count > 0),
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  evidence jsonb not null,
  acknowledged_by uuid references account (id),
  acknowledged_at timestamptz,
  closed_by uuid references account (id),
  closed_at timestamptz,
  verdict text check (verdict in ('attack', 'misuse', 'fault', 'false-alarm')),
  finding text check (length(finding) between 5 and 1000),
  constraint named_unless_general check ((subject is null) = (subject_kind in ('installation', 'others'))),
  constraint acknowledged_by_somebody check ((acknowledged_by is null) = (acknowledged_at is null)),
  constraint closed_by_somebody check ((closed_by is null) = (closed_at is null)),
  constraint closed_with_a_finding check ((closed_at is null) = (verdict is null) and (closed_at is null) = (finding is null)),
  constraint nobody_judges_oneself check (acknowledged_by is distinct from subject_account or subject_account is null),
  constraint nobody_closes_the_own check (closed_by is distinct from subject_account or subject_account is null)
);
create unique index one_standing_alert on alert (kind, subject_kind, coalesce(subject, ''), coalesce(prov, '')) where closed_at is null;
create index alert_standing on alert (kind) where closed_at is null;

-- The officers of a province see its own and those of the installation they work on; which of these they may act on is the use case's rule.
alter table alert enable row level security;
alter table alert force row level security;
create policy national on alert to app_national using (true) with check (true);
create policy province on alert to app_province using (prov is null or prov = current_setting('app.scope'))
  with check (prov is null or prov = current_setting('app.scope'));
create policy system on alert to app_system using (true) with check (true);
grant select on alert to app_national, app_province, app_system;
grant insert, update (count, last_seen, evidence) on alert to app_system;
grant update (acknowledged_by, acknowledged_at, closed_by, closed_at, verdict, finding) on alert to app_national, app_province;
select act_in_person('alert', array['acknowledged_by', 'closed_by']);

-- What a person said of it stands, and what is closed stays as it was.
create function keeps_alert() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null then
    raise exception 'a closed alert is not changed' using errcode = 'check_violation', constraint = 'a_closed_alert_stays', table = 'alert';
  end if;
  if old.acknowledged_at is not null and (new.acknowledged_at, new.acknowledged_by) is distinct from (old.acknowledged_at, old.acknowledged_by) then
    raise exception 'an alert is acknowledged once' using errcode = 'check_violation', constraint = 'acknowledged_once', table = 'alert';
  end if;
  return new;
end $$;
create trigger keeps_alert before update on alert for each row execute function keeps_alert();
