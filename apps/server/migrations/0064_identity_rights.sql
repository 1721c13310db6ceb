-- The last login is written with the session, in the transaction of its audit.
grant update (last_login_at) on account to app_system;
-- A code is used up with what it brings, in one transaction.
grant update (used_at) on account_code to app_system;
