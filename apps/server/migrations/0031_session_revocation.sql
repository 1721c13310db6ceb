-- Ending sessions is a use case with its audit in one transaction: identity's own role writes no audit.
grant select, update (ended_at) on session to app_system;
