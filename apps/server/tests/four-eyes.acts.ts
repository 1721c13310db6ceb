/** Every act that takes two people, as plain SQL: the row that waits for the second, how the second signs, and how a first is written. */

export interface Act {
  readonly name: string;
  readonly table: string;
  /** the check that refuses one person twice */
  readonly constraint: string;
  readonly role: 'app_province' | 'app_county' | 'app_national';
  readonly scope: string;
  /** makes, as the owner, the row that waits; $1 the institution, $2 the first person; returns its id */
  readonly waits: string;
  /** what the owner writes next, where a trigger lets no row be born so; $1 the id, $2 the first person */
  readonly asked?: string;
  /** the second must hold an office: the login of one who does */
  readonly office?: string;
  /** $1 the id, $2 the second person */
  readonly second: string;
  /** writes a first person; $1 the id, $2 that person */
  readonly first: string;
}

const province = { role: 'app_province', scope: '640000' } as const;
const county = { role: 'app_county', scope: '640104' } as const;
const DIGEST = `repeat('ab', 32)`;

/** An order in force, given by the person `$2` or by nobody here. */
const orderBy = (person: string) =>
  `insert into restriction (id, kind, institution_id, prov, city, div, clause, stated, reason, decided_by_bureau, decided_by, decided_by_name, imposed_at)
   select gen_random_uuid(), 'settlement-suspension', id, prov, city, div, 'T-' || gen_random_uuid(), true, '试', bureau_id, ${person}, '~0.1', now() - interval '1 day'
   from institution where id = $1 and $2::uuid is not null returning id`;

/** A name that no other rotation has: letters alone. */
const PURPOSE = `'p' || translate(left(md5(gen_random_uuid()::text), 20), '0123456789', 'ghijklmnop')`;

const APPLICATION = `application as (
  insert into application (id, number, institution_id, prov, city, div, institution_code, institution_kind, bureau_id, kind, state, form, created_by, created_at, closed_at)
  select gen_random_uuid(), gen_random_uuid(), id, prov, city, div, code, kind, bureau_id, 'system-change', 'report-verified', '{}', id, now(), now()
  from institution where id = $1 returning *)`;
const STEP = `insert into application_step (id, application_id, institution_id, prov, city, div, name, from_state, to_state, clause, stated, four_eyes, requested_by, requested_at, digest)
  select gen_random_uuid(), id, institution_id, prov, city, div, 'agree', 'report-verified', 'agreed', 'NX-20(3)', true, true, $2::uuid, now(), ${DIGEST} from application`;

export const ACTS: readonly Act[] = [
  {
    name: 'an account is created by one and activated by another',
    table: 'account',
    constraint: 'created_and_activated_by_two',
    ...province,
    waits: `insert into account (id, login, name, role, level, party_kind, party_id, prov, password_hash, active, created_at, created_by)
      select gen_random_uuid(), 'act' || substr(gen_random_uuid()::text, 1, 8), '试', 'institution', 'party', 'institution', id, prov, '-', false, now(), $2::uuid
      from institution where id = $1 returning id`,
    second: 'update account set active = true, activated_by = $2 where id = $1',
    office: 'nx.security-officer',
    first: `insert into account (id, login, name, role, level, party_kind, party_id, prov, password_hash, active, created_at, created_by)
      select gen_random_uuid(), 'act' || substr(gen_random_uuid()::text, 1, 8), '~0.1', role, level, party_kind, party_id, prov, '-', false, now(), $2::uuid
      from account where id = $1`,
  },
  {
    name: 'rules are published by two',
    table: 'basis',
    constraint: 'published_by_four_eyes',
    ...province,
    waits: `insert into basis (generation, decide_version, profiles, digest, effective_at, requested_by, requested_at)
      select max(generation) + 1, 1, '[]', ''::bytea, now(), $2::uuid, now() from basis where $1::uuid is not null returning generation as id`,
    second: `update basis set approved_by = $2, approved_at = now(), effective_at = now() + interval '1 day' where generation = $1`,
    first: `insert into basis (generation, decide_version, profiles, digest, requested_by, requested_at, based_on, reason)
      select generation + 1, 1, '[]', ''::bytea, $2::uuid, now(), 1, '试' from basis where generation = $1`,
  },
  {
    name: 'a calendar notice is entered by one and approved by another',
    table: 'calendar_notice',
    constraint: 'approved_by_four_eyes',
    ...province,
    waits: `insert into calendar_notice (id, year, division, source, holidays, digest, proposed_by, proposed_by_name, proposed_at)
      select gen_random_uuid(), 2090, '640000', '试', '[]', ${DIGEST}, $2::uuid, '~0.1', now() where $1::uuid is not null returning id`,
    second: `update calendar_notice set approved_by = $2, approved_by_name = '~0.1', approved_at = now(), approved_digest = digest where id = $1`,
    first: `insert into calendar_notice (id, year, division, source, holidays, digest, proposed_by, proposed_by_name, proposed_at)
      select gen_random_uuid(), 2091, '640000', '试', '[]', ${DIGEST}, $2::uuid, '~0.1', now() where $1::uuid is not null`,
  },
  {
    name: 'an ending or the blacklist is proposed by one and approved by another',
    table: 'restriction_proposal',
    constraint: 'imposed_by_four_eyes',
    ...county,
    waits: `insert into restriction_proposal (id, institution_id, prov, city, div, kind, clause, reason, bureau_id, proposed_by, proposed_at, digest)
      select gen_random_uuid(), id, prov, city, div, 'blacklist', 'T-' || gen_random_uuid(), '试', bureau_id, $2::uuid, now(), ''::bytea
      from institution where id = $1 returning id`,
    second: `update restriction_proposal set outcome = 'approved', decided_by = $2, decided_at = now() where id = $1`,
    first: 'update restriction_proposal set proposed_by = $2 where id = $1',
  },
  {
    name: 'an ending or the blacklist is in force by another than its proposer',
    table: 'restriction',
    constraint: 'ending_takes_two',
    ...county,
    waits: `insert into restriction_proposal (id, institution_id, prov, city, div, kind, clause, reason, bureau_id, proposed_by, proposed_at, digest)
      select gen_random_uuid(), id, prov, city, div, 'settlement-termination', 'T-' || gen_random_uuid(), '试', bureau_id, $2::uuid, now(), ''::bytea
      from institution where id = $1 returning id`,
    second: `insert into restriction (id, kind, institution_id, prov, city, div, clause, stated, reason, decided_by_bureau, decided_by, decided_by_name, imposed_at, proposal_id, proposed_by)
      select gen_random_uuid(), kind, institution_id, prov, city, div, clause, true, reason, bureau_id, $2::uuid, '~0.1', now(), id, proposed_by
      from restriction_proposal where id = $1`,
    first: 'update restriction_proposal set proposed_by = $2 where id = $1',
  },
  {
    name: 'a restriction is lifted by another than who asked for it',
    table: 'restriction',
    constraint: 'lifted_by_four_eyes',
    ...county,
    waits: orderBy('gen_random_uuid()'),
    asked: `update restriction set lift_requested_at = now(), lift_digest = '', lift_requested_by = $2 where id = $1`,
    second: `update restriction set lifted_by = $2, lifted_at = now(), lift_clause = 'T' where id = $1`,
    first: 'update restriction set lift_requested_by = $2 where id = $1',
  },
  {
    name: 'a restriction is lifted by another than who recorded the rectification',
    table: 'restriction',
    constraint: 'confirmed_by_another_than_rectified',
    ...county,
    waits: orderBy('gen_random_uuid()'),
    asked: `update restriction set lift_requested_at = now(), lift_digest = '', lift_requested_by = gen_random_uuid(), rectified_at = now(),
      lift_rectified_at = now(), rectification = '已整改', rectified_by = $2 where id = $1`,
    second: `update restriction set lifted_by = $2, lifted_at = now(), lift_clause = 'T' where id = $1`,
    first: `update restriction set rectified_by = $2, rectified_at = now() where id = $1`,
  },
  {
    name: 'an emergency order is reviewed by another than who gave it',
    table: 'restriction',
    constraint: 'reviewed_by_another',
    ...county,
    waits: orderBy('$2'),
    second: `update restriction set reviewed_by = $2, reviewed_at = now(), review = '复核' where id = $1`,
    first: `insert into restriction (id, kind, institution_id, prov, city, div, clause, stated, reason, decided_by_bureau, decided_by, decided_by_name, imposed_at)
      select gen_random_uuid(), 'cut-off', institution_id, prov, city, div, clause, true, reason, decided_by_bureau, $2::uuid, '~0.1', now()
      from restriction where id = $1`,
  },
  {
    name: 'NX-8: leave for more addresses is asked for by one and granted by another',
    table: 'address_exception',
    constraint: 'approved_by_four_eyes',
    ...county,
    waits: `insert into address_exception (id, institution_id, prov, city, div, institution_code, extra, reason, requested_at, requested_by)
      select gen_random_uuid(), id, prov, city, div, code, 1, '试', now(), $2::uuid from institution where id = $1 returning id`,
    second: `update address_exception set approved_by = $2, approved_at = now(), digest = decode(${DIGEST}, 'hex') where id = $1`,
    first: `insert into address_exception (id, institution_id, prov, city, div, institution_code, extra, reason, requested_at, requested_by)
      select gen_random_uuid(), institution_id, prov, city, div, institution_code, 1, '试', now(), $2::uuid from address_exception where id = $1`,
  },
  {
    name: 'NX-20: a step of an application is requested by one and taken by another',
    table: 'application_step',
    constraint: 'decided_by_four_eyes',
    ...province,
    waits: `with ${APPLICATION} ${STEP} returning id`,
    second: `update application_step set decided_by = $2, decided_by_name = '~0.1', decided_at = now() where id = $1`,
    first: 'update application_step set requested_by = $2 where id = $1',
  },
  {
    name: 'NX-20(3): consent to connect rests on the two people of one step',
    table: 'admission_grant',
    constraint: 'consented_by_four_eyes',
    ...province,
    waits: `with ${APPLICATION} ${STEP} returning id`,
    second: `with decided as (update application_step set decided_by = $2, decided_by_name = '~0.1', decided_at = now() where id = $1 and requested_by <> $2::uuid returning id)
      insert into admission_grant (id, institution_id, prov, city, div, kind, source_kind, step_id, clause, stated, begun_at, requested_by, granted_by)
      select gen_random_uuid(), institution_id, prov, city, div, 'connection-consent', 'step', id, 'NX-20(3)', true, now(), requested_by, $2::uuid
      from application_step where id = $1`,
    first: 'update application_step set requested_by = $2 where id = $1',
  },
  {
    name: 'NX-20(末2): what was connected before is taken in by two',
    table: 'census_record',
    constraint: 'accepted_by_four_eyes',
    ...province,
    waits: `insert into census_record (id, institution_id, prov, city, div, connected_on, reason, stated, requested_by, requested_by_name, requested_at, digest)
      select gen_random_uuid(), id, prov, city, div, '2022-01-01', '试', false, $2::uuid, '~0.1', now(), ${DIGEST} from institution where id = $1 returning id`,
    second: `update census_record set decided_by = $2, decided_by_name = '~0.1', decided_at = now(), accepted = true where id = $1`,
    first: 'update census_record set requested_by = $2 where id = $1',
  },
  {
    name: 'a withdrawn system or carrier is reinstated by another than who asked for it',
    table: 'withdrawal',
    constraint: 'reinstated_by_four_eyes',
    ...province,
    waits: `with carrier as (insert into firm (id, code, name, prov, registered_at)
        values (gen_random_uuid(), 'c' || substr(gen_random_uuid()::text, 1, 8), '试', '640000', now()) returning id)
      insert into withdrawal (id, subject, firm_id, prov, effect, reason, withdrawn_at, withdrawn_by, withdrawn_by_name)
      select gen_random_uuid(), 'carrier', id, '640000', 'ends', '试', now() - interval '1 day', gen_random_uuid(), '丙'
      from carrier where $1::uuid is not null and $2::uuid is not null returning id`,
    asked: `update withdrawal set requested_at = now(), requested_reason = '试', requested_by = $2 where id = $1`,
    second: 'update withdrawal set reinstated_at = now(), reinstated_by = $2 where id = $1',
    first: 'update withdrawal set requested_by = $2 where id = $1',
  },
  {
    name: 'a change of divisions is requested by one and approved by another',
    table: 'division_change',
    constraint: 'approved_by_four_eyes',
    ...province,
    waits: `insert into division_change (id, prov, from_divs, into_div, into_city, effective_on, document, reason, requested_by, requested_by_name, requested_at, digest)
      select gen_random_uuid(), '640000', '{640104}', '640106', '640100', '2099-01-01', '试', '试', $2::uuid, '~0.1', now(), ${DIGEST}
      where $1::uuid is not null returning id`,
    second: 'update division_change set approved_at = now(), approved_digest = digest, approved_by = $2 where id = $1',
    first: `insert into division_change (id, prov, from_divs, into_div, into_city, effective_on, document, reason, requested_by, requested_at, digest)
      select gen_random_uuid(), prov, from_divs, into_div, into_city, effective_on, document, reason, $2::uuid, now(), digest
      from division_change where id = $1`,
  },
  {
    name: 'an account that was disabled comes back by two officers',
    table: 'account',
    constraint: 'reinstated_and_activated_by_two',
    ...province,
    waits: `insert into account (id, login, name, role, level, party_kind, party_id, prov, password_hash, active, created_at, reinstated_by)
      select gen_random_uuid(), 'act' || substr(gen_random_uuid()::text, 1, 8), '试', 'institution', 'party', 'institution', id, prov, '-', false, now(), $2::uuid
      from institution where id = $1 returning id`,
    second: 'update account set active = true, activated_by = $2 where id = $1',
    office: 'nx.security-officer',
    first: 'update account set reinstated_by = $2 where id = $1',
  },
  {
    name: 'who lost his factors recovers by two officers, and is neither of them',
    table: 'account_code',
    constraint: 'recovery_by_two_people',
    ...province,
    waits: `insert into account_code (id, account_id, prov, kind, reason, requested_by, requested_at)
      select gen_random_uuid(), a.id, i.prov, 'recovery', '试', $2::uuid, now() from institution i, account a where i.id = $1 and a.login = 'yinchuan.leader' returning id`,
    second: 'update account_code set approved_by = $2, approved_at = now() where id = $1',
    first: `insert into account_code (id, account_id, prov, kind, reason, requested_by, requested_at)
      select gen_random_uuid(), account_id, prov, kind, reason, $2::uuid, now() from account_code where id = $1`,
  },
  {
    name: 'a delegation is asked for by who delegates and granted by another',
    table: 'delegation',
    constraint: 'delegation_by_two_people',
    ...county,
    waits: `insert into delegation (id, from_account, to_account, prov, city, div, reason, starts_at, ends_at, requested_by, requested_at)
      select gen_random_uuid(), $2::uuid, a.id, i.prov, i.city, i.div, '试', now(), now() + interval '1 day', $2::uuid, now()
      from institution i, account a where i.id = $1 and a.login = 'xingqing.leader' returning id`,
    office: 'nx.security-officer',
    second: 'update delegation set granted_by = $2, granted_at = now() where id = $1',
    first: `insert into delegation (id, from_account, to_account, prov, city, div, reason, starts_at, ends_at, requested_by, requested_at)
      select gen_random_uuid(), $2::uuid, case when requested_by = $2::uuid then to_account else requested_by end, prov, city, div, reason, starts_at, ends_at, $2::uuid, now()
      from delegation where id = $1`,
  },
  {
    name: 'the key of a service account is made by one officer and approved by another',
    table: 'service_key',
    constraint: 'a_key_by_two_people',
    ...province,
    waits: `insert into service_key (id, account_id, prov, algorithm, public_key, scopes, created_by, created_at, expires_at)
      select gen_random_uuid(), a.id, i.prov, 'SM2', '-', array['GET /me'], $2::uuid, now(), now() + interval '1 day'
      from institution i, account a where i.id = $1 and a.login = 'xingqing.leader' returning id`,
    second: 'update service_key set approved_by = $2, approved_at = now() where id = $1',
    first: `insert into service_key (id, account_id, prov, algorithm, public_key, scopes, created_by, created_at, expires_at)
      select gen_random_uuid(), account_id, prov, algorithm, public_key, scopes, $2::uuid, now(), now() + interval '1 day' from service_key where id = $1`,
  },
  {
    name: 'data keys are changed by two',
    table: 'key_rotation',
    constraint: 'rotated_by_two',
    role: 'app_national',
    scope: '100000',
    waits: `insert into key_rotation (id, purpose, cause, reason, requested_by, requested_at)
      select gen_random_uuid(), ${PURPOSE}, 'officers', '试', $2::uuid, now() where $1::uuid is not null returning id`,
    second: 'update key_rotation set approved_by = $2, approved_at = now() where id = $1',
    first: `insert into key_rotation (id, purpose, cause, reason, requested_by, requested_at)
      select gen_random_uuid(), ${PURPOSE}, cause, reason, $2::uuid, now() from key_rotation where id = $1`,
  },
  {
    name: 'NX-18: a gateway leaves the service by two',
    table: 'gateway_retirement',
    constraint: 'retired_by_two',
    role: 'app_national',
    scope: '100000',
    waits: `with g as (insert into gateway (id, code, name, environments, enrolled_at) values (gen_random_uuid(), ${PURPOSE}, '试', array['production'], now()) returning id)
      insert into gateway_retirement (id, gateway_id, removed, reason, requested_by, requested_at)
      select gen_random_uuid(), g.id, false, '试', $2::uuid, now() from g where $1::uuid is not null returning id`,
    second: 'update gateway_retirement set confirmed_by = $2, confirmed_at = now() where id = $1',
    first: `with g as (insert into gateway (id, code, name, environments, enrolled_at) values (gen_random_uuid(), ${PURPOSE}, '试', array['production'], now()) returning id)
      insert into gateway_retirement (id, gateway_id, removed, reason, requested_by, requested_at)
      select gen_random_uuid(), g.id, false, r.reason, $2::uuid, now() from g, gateway_retirement r where r.id = $1`,
  },
  {
    name: 'NX-附3.2-5a: settings are signed by two',
    table: 'settings_signing',
    constraint: 'signed_by_two',
    role: 'app_national',
    scope: '100000',
    waits: `with gone as (delete from settings_signing where approved_at is null and ended_at is null returning 1)
      insert into settings_signing (id, reason, state, requested_by, requested_at)
      select gen_random_uuid(), '试', '{}', $2::uuid, now() where $1::uuid is not null and (select count(*) from gone) >= 0 returning id`,
    second: `update settings_signing set approved_by = $2, approved_at = now(), sequence = 1 + floor(random() * 1000000000)::int, signature = 'x' where id = $1`,
    first: `with ended as (update settings_signing set ended_at = now() where id = $1 returning reason, state)
      insert into settings_signing (id, reason, state, requested_by, requested_at)
      select gen_random_uuid(), reason, state, $2::uuid, now() from ended`,
  },
  {
    name: 'NX-附3.2-9b: what is to be destroyed is asked for by one and decided by another',
    table: 'destruction',
    constraint: 'destroyed_by_two',
    ...county,
    waits: `insert into destruction (id, institution_id, prov, city, div, institution_code, kind, subject_id, purpose, reason, requested_by, requested_at)
      select gen_random_uuid(), id, prov, city, div, code, 'operator', gen_random_uuid(), 'persons', '试', $2::uuid, now() from institution where id = $1 returning id`,
    second: 'update destruction set approved_by = $2, approved_at = now() where id = $1',
    first: `insert into destruction (id, institution_id, prov, city, div, institution_code, kind, subject_id, purpose, reason, requested_by, requested_at)
      select gen_random_uuid(), institution_id, prov, city, div, institution_code, kind, gen_random_uuid(), purpose, reason, $2::uuid, now() from destruction where id = $1`,
  },
  {
    name: 'NX-附3.2: what one officer found in order is confirmed by another',
    table: 'assessment_remark',
    constraint: 'looked_at_by_two',
    role: 'app_national',
    scope: '100000',
    waits: `with a as (insert into assessment (id, cause, requested_at, began_at, finished_at, fault)
        select gen_random_uuid(), 'schedule', now(), now(), now(), '试' where $1::uuid is not null returning id),
      f as (insert into assessment_finding (assessment_id, item, verdict, for_person, finding) select id, '2a', 'partly', true, '{}' from a returning assessment_id)
      insert into assessment_remark (id, assessment_id, item, judgement, remark, remarked_by, remarked_at)
      select gen_random_uuid(), assessment_id, '2a', 'in-order', '试', $2::uuid, now() from f returning id`,
    second: 'update assessment_remark set confirmed_by = $2, confirmed_at = now() where id = $1',
    first: `insert into assessment_remark (id, assessment_id, item, judgement, remark, remarked_by, remarked_at)
      select gen_random_uuid(), assessment_id, item, 'not-in-order', '试', $2::uuid, now() from assessment_remark where id = $1`,
  },
];
