-- A withdrawal names the people who act; what stands on a system is found by it.
select act_in_person('withdrawal', array['withdrawn_by', 'requested_by', 'reinstated_by']);
create index admission_grant_system on admission_grant (system_id) where ended_at is null;
