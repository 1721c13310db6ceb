-- Taking a gateway out of service: asked for by an administrator, confirmed by a security officer; over once the gateway itself has said that
-- nothing passes there any more, or at once where both say that it was taken away (docs/decisions/0036). `gateway.active` ends with it.
create table gateway_retirement (
  id uuid primary key,
  gateway_id uuid not null references gateway (id),
  -- the machine is gone: nobody waits for its word
  removed boolean not null,
  reason text not null check (length(reason) between 1 and 500),
  requested_by uuid not null,
  requested_at timestamptz not null,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  confirmed_by uuid,
  confirmed_at timestamptz,
  stopped_at timestamptz,
  constraint retired_by_two check ((confirmed_by is null) = (confirmed_at is null) and confirmed_by <> requested_by),
  constraint withdrawn_before_confirmed check ((withdrawn_by is null) = (withdrawn_at is null) and (withdrawn_at is null or confirmed_at is null)),
  constraint stopped_once_confirmed check (stopped_at is null or confirmed_at is not null)
);
create unique index one_retirement_stands on gateway_retirement (gateway_id) where withdrawn_at is null;
alter table gateway_retirement enable row level security;
alter table gateway_retirement force row level security;
create policy everybody_reads on gateway_retirement for select to app_national, app_province, app_city, app_county using (true);
create policy nation_writes on gateway_retirement to app_national using (true) with check (true);
create policy province_asks on gateway_retirement for insert to app_province
  with check (exists (select 1 from gateway g where g.id = gateway_id and g.prov = current_setting('app.scope')));
create policy province_decides on gateway_retirement for update to app_province
  using (exists (select 1 from gateway g where g.id = gateway_id and g.prov = current_setting('app.scope')))
  with check (exists (select 1 from gateway g where g.id = gateway_id and g.prov = current_setting('app.scope')));
create policy system on gateway_retirement to app_system using (true) with check (true);
grant select on gateway_retirement to app_national, app_province, app_city, app_county, app_system;
grant insert (id, gateway_id, removed, reason, requested_by, requested_at),
  update (withdrawn_by, withdrawn_at, confirmed_by, confirmed_at) on gateway_retirement to app_national, app_province;
grant update (stopped_at) on gateway_retirement to app_system;
select act_in_person('gateway_retirement', array['requested_by', 'withdrawn_by', 'confirmed_by']);
select decide_once('gateway_retirement', array['withdrawn_by', 'withdrawn_at', 'confirmed_by', 'confirmed_at', 'stopped_at']);

-- A gateway leaves the service by its retirement alone, and never comes back: the code is its own for good.
create function leaves_service_retired() returns trigger language plpgsql as $$
begin
  if new.active and not old.active or not new.active and old.active and not exists (
      select 1 from gateway_retirement r where r.gateway_id = new.id and r.confirmed_at is not null) then
    raise exception 'gateway % leaves the service by a confirmed retirement, and for good', new.code
      using errcode = 'check_violation', constraint = 'leaves_service_retired', table = 'gateway', column = 'active';
  end if;
  return new;
end $$;
create trigger leaves_service_retired before update of active on gateway for each row execute function leaves_service_retired();
