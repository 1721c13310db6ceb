import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openInProcess } from '../../../tests/in-process.ts';
import type { Actor } from '../../ground/actor.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { imposeByLaw, liftByRecord, releaseByRecord } from './index.ts';
import { openScene, type Scene, view } from './restriction.scene.ts';

const KINDS = ['settlement-suspension', 'disbursement-stop'] as const;
const CLAUSE = 'NX-20(末)';

let scene: Scene;
let transactor: Transactor;
let close: () => Promise<void>;
before(async () => {
  scene = await openScene();
  ({ transactor, close } = openInProcess(scene.system, 4));
});
after(async () => {
  await close();
  await scene.system.stop();
});

async function actorOf(login: string): Promise<Actor> {
  const [row] = await scene.system.query<Record<string, string>>(
    `select account.*, bureau.name as bureau_name from account left join bureau on bureau.id = bureau_id where login = $1`,
    [login],
  );
  const { id, name, role, level, prov, city, div } = row! as never as Actor;
  const party = { partyKind: row!.party_kind as 'institution', partyId: row!.party_id! };
  const { token: proof } = await scene.system.as(login);
  const bureau = { bureauId: row!.bureau_id!, bureauName: row!.bureau_name! };
  return { id, name, role, level, prov, city, div, ...bureau, ...party, address: null, proof };
}

/** What the onboarding of a pharmacy does on the day of application, as the pharmacy itself. */
async function apply(code: string): Promise<string[]> {
  const actor = await actorOf(code.toLowerCase());
  const [bureau] = await scene.system.query<{ id: string }>('select bureau_id as id from institution where code = $1', [code]);
  return transactor.run(actor, randomUUID(), async (tx) => {
    const institution = await touchInstitution(tx, code);
    const ids: string[] = [];
    for (const kind of KINDS)
      ids.push(await imposeByLaw(tx, { institution, kind, clause: CLAUSE, stated: true, reason: '申请更换系统', bureau: bureau!.id }));
    return ids;
  });
}

const asPerson = async (login: string, code: string, act: typeof liftByRecord | typeof releaseByRecord, step?: string) => {
  const actor = await actorOf(login);
  const recordId = step ?? (await feedback(code));
  return transactor.run(actor, randomUUID(), async (tx) =>
    act(tx, { institution: await touchInstitution(tx, code), kinds: KINDS, recordId, clause: CLAUSE }),
  );
};

/** An agreeing feedback of the institution's, as onboarding leaves it: decided by two people. @returns id of the step */
async function feedback(code: string): Promise<string> {
  const [number, digest] = [randomUUID(), 'ab'.repeat(32)];
  const [row] = await scene.system.query<{ id: string }>(
    `with application as (
       insert into application (id, number, institution_id, prov, city, div, institution_code, institution_kind, bureau_id, kind, state, form, created_by, created_at, closed_at)
       select gen_random_uuid(), $1, id, prov, city, div, code, kind, bureau_id, 'system-change', 'agreed', '{}', id, now(), now() from institution where code = $2
       returning *)
     insert into application_step (id, application_id, institution_id, prov, city, div, name, from_state, to_state, clause, stated, four_eyes, requested_by, requested_at, digest, decided_by, decided_at)
     select gen_random_uuid(), id, institution_id, prov, city, div, 'agree', 'report-verified', 'agreed', 'NX-20(3)', true, true, gen_random_uuid(), now(), $3, gen_random_uuid(), now()
     from application returning id`,
    [number, code, digest],
  );
  return row!.id;
}

async function pharmacy(): Promise<string> {
  const code = await scene.institution();
  await scene.operatorOf(code);
  return code;
}

test('NX-20(末): two restrictions stand in the local bureau’s name from the application on, and applying again adds none', async () => {
  const code = await pharmacy();
  const ids = await apply(code);
  assert.deepEqual(await apply(code), ids);
  const list = await (await scene.system.as('xingqing.caseworker')).get(`/institutions/${code}/restrictions`);
  const shown = (list.body.restrictions as unknown as { kind: string; by: string; byLaw: boolean }[]).map(({ kind, by, byLaw }) => [
    kind,
    by,
    byLaw,
  ]);
  assert.deepEqual(shown.sort(), [
    ['disbursement-stop', '银川市兴庆区医疗保障局', true],
    ['settlement-suspension', '银川市兴庆区医疗保障局', true],
  ]);
  assert.ok((await scene.reasons(code)).includes(`settlement-suspension ${CLAUSE}`));
});

test('NX-20(末): nobody lifts them while the application goes on, neither by request nor by plain SQL', async () => {
  const code = await pharmacy();
  const [id] = await apply(code);
  await scene.rectify('xingqing.caseworker', id!);
  const answer = await scene.request('xingqing.caseworker', id!);
  assert.equal(answer.body.code, 'lifting-condition-unmet');
  assert.equal(answer.body.rule, 'completed, agreed');
  const fault = await scene.asApplication(
    'app_province',
    ['app.scope', '640000'],
    'update restriction set lifted_at = now(), lifted_by = gen_random_uuid() where id = $1',
    [id],
  );
  assert.ok(['the_law_is_lifted_by_record_or_release', 'lifted_by_four_eyes'].includes(fault.constraint!), fault.constraint);
});

test('NX-20(末): the agreeing feedback lifts both, and nothing that somebody ordered', async () => {
  const code = await pharmacy();
  await apply(code);
  const ordered = await scene.impose('xingqing.caseworker', code, { kind: 'settlement-suspension', clause: 'NX-20(4)' });
  assert.equal(ordered.status, 201);
  assert.equal((await asPerson('nx.approver', code, liftByRecord)).length, 2);
  const left = (await scene.reasons(code)).filter((reason) => /settlement|disbursement/.test(reason));
  assert.deepEqual(left, ['settlement-suspension NX-20(4)']);
  assert.deepEqual(await asPerson('nx.approver', code, liftByRecord), []);
});

test('NX-20(末): no record lifts them but a step of the same institution that two people decided', async () => {
  const code = await pharmacy();
  const [id] = await apply(code);
  const lift = 'update restriction set lifted_at = now(), lifted_by_record = $2 where id = $1';
  for (const record of [randomUUID(), await feedback(await pharmacy())]) {
    const fault = await scene.asApplication('app_province', ['app.scope', '640000'], lift, [id, record]);
    assert.equal(fault.constraint, 'lifted_by_a_step_of_four_eyes');
  }
});

test('NX-20(末): after withdrawal they stand until the local bureau lifts each with four eyes, by our reading', async () => {
  const code = await pharmacy();
  const [suspension, stop] = await apply(code);
  assert.equal((await asPerson(code.toLowerCase(), code, releaseByRecord)).length, 2);
  assert.ok((await scene.reasons(code)).includes(`settlement-suspension ${CLAUSE}`));
  const requested = await scene.request('xingqing.caseworker', suspension!);
  assert.equal(requested.status, 200, JSON.stringify(requested.body));
  assert.deepEqual([view(requested).lifting?.level, view(requested).lifting?.stated], ['county', false]);
  assert.equal((await scene.lift('nx.approver', suspension!)).body.code, 'lifting-wrong-level');
  assert.equal((await scene.lift('xingqing.approver', suspension!)).status, 200);
  const left = (await scene.reasons(code)).filter((reason) => /settlement|disbursement/.test(reason));
  assert.deepEqual(left, [`disbursement-stop ${CLAUSE}`]);
  assert.deepEqual((await apply(code))[1], stop);
  assert.equal((await scene.request('xingqing.caseworker', stop!)).body.code, 'lifting-condition-unmet');
});
