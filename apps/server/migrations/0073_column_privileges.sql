-- Each scope selects the columns it needs, and no more (NX-附3.2-2f, -2g). A later column of such a table is granted by the migration that adds it.
create function hide_columns(target regclass, hidden text[], scopes text[]) returns void language plpgsql as $$
declare
  scope_role text;
  rest text;
begin
  foreach scope_role in array scopes loop
    -- What was hidden before stays hidden.
    select string_agg(quote_ident(attname), ', ' order by attnum) into rest from pg_attribute
    where attrelid = target and attnum > 0 and not attisdropped and attname <> all (hidden) and has_column_privilege(scope_role, target, attnum, 'select');
    execute format('revoke select on %s from %I', target, scope_role);
    execute format('grant select (%s) on %s to %I', rest, target, scope_role);
  end loop;
end $$;

-- Who proves a person is read by login alone, and by due work.
select hide_columns('account', array['password_hash', 'person_digest'], array['app_national', 'app_province', 'app_city', 'app_county', 'app_party']);
select hide_columns('account', array['created_by', 'activated_by', 'disabled_by', 'disabled_reason', 'reinstated_by', 'failed_logins', 'locked_until'],
  array['app_city', 'app_county', 'app_party']);
-- Officers create, activate, disable and bring back; nobody sets another's password or name afterwards.
revoke update on account from app_national, app_province;
grant update (active, activated_by, disabled_at, disabled_by, disabled_reason, reinstated_by, valid_until) on account to app_national, app_province;
revoke update on account from app_identity;
grant update (password_hash, password_changed_at, must_change_password, failed_logins, locked_until, last_login_at) on account to app_identity;

select hide_columns('account_code', array['digest'], array['app_national', 'app_province']);
revoke select on account_code, account_duty, service_key from app_city, app_county;
select hide_columns('account_duty', array['person'], array['app_national', 'app_province']);
select hide_columns('service_key', array['secret'], array['app_national', 'app_province']);

-- The key of a file is taken by the server once its document was found under the caller's scope.
select hide_columns('document', array['file_key'], array['app_national', 'app_province', 'app_city', 'app_county', 'app_party']);

-- Parties see their records, not who of the bureaus did what in them, and nothing of the traffic and the addresses that people came from.
revoke select on gateway_record from app_party;
select hide_columns('audit_event', array['address', 'previous', 'hash'], array['app_city', 'app_county', 'app_party']);
select hide_columns('clock_event', array['actor_id', 'actor_name'], array['app_party']);
