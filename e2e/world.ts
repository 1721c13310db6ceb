import assert from 'node:assert/strict';
import { ended, send } from '../apps/server/src/modules/imports/import.scene.ts';
import { openScene, type Scene } from '../apps/server/src/modules/onboarding/onboarding.scene.ts';
import { plantAdmitted } from '../apps/server/tests/admitted-institution.ts';
import { openInProcess } from '../apps/server/tests/in-process.ts';
import { PORTAL } from './browser.ts';

/** The step before which an application stands, in the order of NX-20. */
const STEPS = [
  'submit',
  'verify',
  'receive',
  'evaluate-passed',
  'appoint-partner',
  'record-test',
  'seal',
  'report-test',
  'verify-report',
  'agree',
] as const;

export type Step = (typeof STEPS)[number];

/** An application and the institution that made it. */
export interface Applied {
  readonly code: string;
  readonly number: string;
}

/** Everything a page may have to show: institutions in every state, applications before every step, and what lies around them. */
export interface World {
  readonly scene: Scene;
  /** every fact on record */
  readonly admitted: string;
  /** cut off by the province; reviewed, rectified, its end asked for */
  readonly cut: string;
  /** settlement suspended by the county */
  readonly suspended: string;
  /** cut off, and given back by two people */
  readonly restored: string;
  /** nothing but registered */
  readonly fresh: string;
  /** applications by the step that comes next */
  readonly before: Readonly<Record<Step, Applied>>;
  /** returned to be supplemented */
  readonly returned: Applied;
  /** closed: consent given */
  readonly agreed: Applied;
  /** names that accounts, firms, systems and gateways were given: they stand as they are */
  readonly names: readonly string[];
  /** names of the lists */
  readonly lists: readonly string[];
  /** an import with faults */
  readonly imported: string;
  readonly gateway: string;
  /** a self-assessment that an officer asked for */
  readonly assessment: string;
  stop(): Promise<void>;
}

/** One world in which every address of the portal has something to open. */
export async function openWorld(): Promise<World> {
  const scene = await openScene({ ANJIE_PORTAL: PORTAL });
  const { system, ok } = scene;
  const within = openInProcess(system);
  const planted: string[] = [];
  for (const n of [1, 2, 3, 4]) planted.push((await plantAdmitted(system, within, n)).code);
  const [admitted, cut, suspended, restored] = planted as [string, string, string, string];
  await ok('xingqing.caseworker', '/institutions', { code: 'H64010400001', kind: 'hospital', name: '兴庆区示范医院' });
  await restrict(scene, cut, suspended, restored);
  const applied = await apply(scene);
  await file(scene, 'H64010400001', applied.before.seal.code);
  const imported = await importBadly(scene);
  const gateway = await enrol(scene, cut);
  await officersWork(scene);
  await wearClocks(scene);
  const assessment = String((await ok('nation.security-officer', '/assessments')).id);
  const { lists } = (await (await system.as('xingqing.caseworker')).get('/lists')).body as unknown as { lists: { name: string }[] };
  return {
    scene,
    admitted,
    cut,
    suspended,
    restored,
    fresh: 'H64010400001',
    ...applied,
    names: [...(await givenNames(scene)), gateway],
    lists: lists.map((one) => one.name).filter((name) => name !== 'institutions'),
    imported,
    gateway,
    assessment,
    async stop() {
      await within.close();
      await system.stop();
    },
  };
}

/** Restrictions in force, under review, waiting for their end, ended; and one proposed. */
async function restrict(scene: Scene, cut: string, suspended: string, restored: string): Promise<void> {
  for (const code of [cut, restored]) {
    let restriction = await order(scene, code);
    const then = async (login: string, act: string, body?: unknown) => {
      const path = `/restrictions/${restriction.id}/${act}`;
      const answer = await (await scene.system.as(login)).post(path, body, { version: restriction.version });
      assert.ok(answer.status < 300, `${login} ${path}: ${JSON.stringify(answer.body)}`);
      restriction = answer.body as unknown as Ordered;
    };
    await then('nx.approver', 'review', { note: '属实' });
    await then('nx.caseworker', 'rectification', { text: '已更换终端并查杀' });
    await then('nx.caseworker', 'lift-request', { reason: '整改完成' });
    if (code === restored) await then('nx.approver', 'lifting');
  }
  await scene.ok('xingqing.caseworker', `/institutions/${suspended}/restriction-proposals`, {
    kind: 'settlement-termination',
    clause: 'NX-20(4)',
    reason: '混用测试环境与生产环境',
  });
  await order(scene, suspended);
}

interface Ordered {
  readonly id: string;
  readonly version: number;
}

async function order({ ok }: Scene, code: string): Promise<Ordered> {
  const body = { kind: 'cut-off', clause: 'NX-18', reason: '监测到终端异常外联' };
  return (await ok('nx.caseworker', `/institutions/${code}/restrictions`, body)) as unknown as Ordered;
}

/** One institution with an application before each step; one returned; one at its end. */
async function apply(scene: Scene): Promise<Pick<World, 'before' | 'returned' | 'agreed'>> {
  const at = async (step: string): Promise<Applied> => {
    const code = await scene.institution('pharmacy');
    const number = await scene.open(code);
    if (step !== 'submit') {
      await scene.handInAll(code, number);
      await scene.advance(code, number, step);
    }
    return { code, number };
  };
  const before: Partial<Record<Step, Applied>> = {};
  for (const step of STEPS) before[step] = await at(step);
  const returned = await at('verify');
  await scene.take('xingqing.caseworker', returned.number, 'return', { reason: '缺网络安全方案，请补正' });
  return { before: before as Record<Step, Applied>, returned, agreed: await at('') };
}

/** Filings in every state, an exception asked for, an amendment, a PSAM card lost, an urging, an agreement, a test record. */
async function file({ ok }: Scene, fresh: string, own: string): Promise<void> {
  const clerk = 'xingqing.caseworker';
  const year = new Date().getFullYear();
  for (const code of [fresh, own]) {
    const at = `/institutions/${code}`;
    await ok(clerk, `${at}/service-agreements`, { number: `S-${code}`, year, validFrom: `${year}-01-01` });
    const line = { act: 'apply', kind: 'dedicated', carrier: 'carrier-a', agreementNumber: `S-${code}` };
    await ok(clerk, `${at}/line-filings`, line);
    const last = Number(code.slice(-2));
    const address = { act: 'apply', ip: `10.64.1.${100 + last}`, environment: 'production' };
    const filed = await ok(clerk, `${at}/address-filings`, address);
    assert.ok(filed.id !== undefined);
    await ok(clerk, `${at}/address-exceptions`, { reason: '两处营业场所', extra: 1 });
    await ok(clerk, `${at}/agreements`, {
      kind: 'commitment',
      signatories: { institution: true, bureau: false },
      signedOn: `${year}-01-05`,
    });
    await ok(clerk, `${at}/psam-records`, { card: 'PSAM-1', kind: 'lost', happenedOn: `${year}-01-01`, note: '遗失' });
  }
  await ok(own.toLowerCase(), `/institutions/${own}/amendments`, { set: { tier: '二级' }, nature: 'correction', reason: '更正等级' });
}

async function importBadly({ system }: Scene): Promise<string> {
  const sheet = '机构编码,机构类别,机构名称\nP64010400041,零售药店,第一药店\nX1,零售药店,第二药店\n';
  const { status, body } = await send(system, 'xingqing.caseworker', sheet, { dryRun: true });
  assert.equal(status, 201, JSON.stringify(body));
  await ended(system, 'xingqing.caseworker', body.id);
  return body.id;
}

/** A gateway that let some through and refused more, and started anew once. */
async function enrol({ system, ok }: Scene, refused: string): Promise<string> {
  const code = 'gateway-1';
  await ok('nation.system-administrator', '/enforcement/gateways', { code, name: '示范网关', environments: ['production', 'test'] });
  await system.query(
    `insert into gateway_record (gateway_id, instance, seq, at, prov, city, div, institution_id, institution_code, environment, verdict, refusal, clause, revision, record)
     select uuidv7(), 'one', n, now() - n * interval '50 minutes', i.prov, i.city, i.div, i.id, i.code, 'production',
       case when n <= 9 then 'forwarded' else 'refused' end, case when n <= 9 then null when n <= 12 then 'address-not-filed' else 'cut-off' end,
       case when n <= 9 then null when n <= 12 then 'NX-8' else 'NX-18' end, 1, '{}'
     from institution i, generate_series(1, 20) n where i.code = $1`,
    [refused],
  );
  await system.query(
    `insert into epoch_report (id, gateway_id, epoch, previous_epoch, withheld, reported_at)
     select uuidv7(), id, gen_random_uuid(), gen_random_uuid(), '{}', now() from gateway where code = $1`,
    [code],
  );
  return code;
}

/** An account that waits for the other officer. */
async function officersWork({ ok }: Scene): Promise<void> {
  await ok('nx.system-administrator', '/accounts', {
    login: 'xq.newcomer',
    name: '新经办',
    role: 'caseworker',
    bureauCode: 'xingqing',
    identityNumber: 'A1000001',
    password: 'First#Login-77x',
  });
}

/** One clock overdue, one nearly; the others as they run. */
async function wearClocks({ system }: Scene): Promise<void> {
  await system.query(
    `with running as (select id, row_number() over (order by id) as n from statutory_clock where state = 'running')
     update statutory_clock set started_at = now() - interval '20 days', warn_at = now() - interval '9 days',
       due_at = case n when 1 then now() - interval '2 days' else now() + interval '20 hours' end
     from running where running.id = statutory_clock.id and n <= 2`,
  );
}

/** Longest first: one name may be a part of another. */
async function givenNames({ system }: Scene): Promise<string[]> {
  const rows = await system.query<{ name: string }>(
    'select login as name from account union select code from firm union select code from his',
  );
  return rows.map((row) => row.name).sort((a, b) => b.length - a.length);
}
