-- An assessment is of the whole installation. Where a province's bureau stands above all others, the installation is that province's, and its
-- officers see what those of the nation would.
create function whole_installation(scope text) returns boolean language sql stable as $$
  select not exists (select 1 from bureau where parent_id is null and prov is distinct from scope)
$$;

do $$
declare
  target text;
begin
  foreach target in array array['assessment', 'assessment_finding', 'assessment_remark'] loop
    execute format('alter table %I enable row level security', target);
    execute format('alter table %I force row level security', target);
    execute format('create policy national on %I to app_national using (true) with check (true)', target);
    execute format('create policy system on %I to app_system using (true) with check (true)', target);
    execute format('create policy province on %I to app_province using (whole_installation(current_setting(''app.scope''))) with check (whole_installation(current_setting(''app.scope'')))', target);
    execute format('grant select on %I to app_province', target);
  end loop;
end $$;
grant insert (id, cause, requested_by, requested_at) on assessment to app_province;
grant insert (id, assessment_id, item, judgement, remark, remarked_by, remarked_at) on assessment_remark to app_province;
grant update (confirmed_by, confirmed_at) on assessment_remark to app_province;
