import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Actor } from '../../ground/actor.ts';
import { createClock } from '../../ground/clock.ts';
import { openDatabase } from '../../ground/database.ts';
import { createTransactor, type Transactor } from '../../ground/transaction.ts';
import { redecideTouched } from '../admission/index.ts';
import { appendAudit } from '../audit/index.ts';
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
  const { db } = openDatabase(scene.system.database.appUrl, 4);
  transactor = createTransactor(db, createClock());
  transactor.beforeCommit(redecideTouched);
  transactor.beforeCommit(appendAudit);
  close = () => db.destroy();
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
  return { id, name, role, level, prov, city, div, bureauId: row!.bureau_id!, bureauName: row!.bureau_name!, ...party, address: null };
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

const asPerson = async (login: string, code: string, act: typeof liftByRecord | typeof releaseByRecord) => {
  const actor = await actorOf(login);
  return transactor.run(actor, randomUUID(), async (tx) =>
    act(tx, { institution: await touchInstitution(tx, code), kinds: KINDS, recordId: randomUUID(), clause: CLAUSE }),
  );
};

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
