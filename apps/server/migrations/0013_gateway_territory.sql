-- Gateways are public knowledge among bureaus; enrolling one, renewing its secret and releasing its list belongs to its own province.
alter table gateway enable row level security;
alter table gateway force row level security;
create policy everybody_reads on gateway for select to app_national, app_province, app_city, app_county, app_party using (true);
create policy nation_writes on gateway to app_national using (true) with check (true);
create policy province_enrols on gateway for insert to app_province with check (prov = current_setting('app.scope'));
create policy province_renews on gateway for update to app_province using (prov = current_setting('app.scope')) with check (prov = current_setting('app.scope'));
create policy system on gateway to app_system using (true) with check (true);

alter table epoch_report enable row level security;
alter table epoch_report force row level security;
create policy nation on epoch_report to app_national using (true) with check (true);
create policy province on epoch_report to app_province
  using (exists (select 1 from gateway g where g.id = gateway_id and g.prov = current_setting('app.scope')))
  with check (exists (select 1 from gateway g where g.id = gateway_id and g.prov = current_setting('app.scope')));
create policy system on epoch_report to app_system using (true) with check (true);
