import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { actingLevel, loadRegulations } from '@anjie/rulebook';
import type { Answer } from '@anjie/test-system';
import { openScene, type Scene, view } from './restriction.scene.ts';
import {
  ORDER_LIFE,
  ORDER_STATES,
  type OrderState,
  type OrderStep,
  PROPOSAL_LIFE,
  PROPOSAL_STATES,
  type ProposalStep,
} from './restriction-life.ts';
import { type Ground, groundsOf, liftingOf, type Place, TAKES_TWO } from './restriction-rules.ts';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../../../..'));

interface Territory {
  readonly name: string;
  readonly place: Place & { readonly city: string; readonly div: string };
  /** bureau of each level */
  readonly bureaus: Readonly<Record<'county' | 'city' | 'province', string>>;
  readonly elsewhere: string;
}

const TERRITORIES: readonly (Territory & { readonly profile: string })[] = [
  {
    name: 'NX',
    profile: '640000',
    place: { prov: '640000', city: '640100', div: '640104' },
    bureaus: { county: 'xingqing', city: 'yinchuan', province: 'nx' },
    elsewhere: 'sx',
  },
  {
    name: 'JC',
    profile: '140500',
    place: { prov: '140000', city: '140500', div: '140502' },
    bureaus: { county: 'chengqu', city: 'jincheng', province: 'sx' },
    elsewhere: 'nx',
  },
  {
    name: 'TS',
    profile: '130200',
    place: { prov: '130000', city: '130200', div: '130203' },
    bureaus: { county: 'lubei', city: 'tangshan', province: 'heb' },
    elsewhere: 'nx',
  },
];
const OFFICERS: Record<string, string> = { NX: 'nx', JC: 'sx', TS: 'heb' };

let scene: Scene;
before(async () => {
  scene = await openScene();
  const system = { code: 'his-walk', name: '走查系统', release: '1.0', deployment: 'cloud', vendor: 'his-vendor' };
  assert.equal((await (await scene.system.as('nx.caseworker')).post('/systems', system)).status, 201);
});
after(() => scene.system.stop());

const saying = (who: string, answer: Answer) => `${who}: ${answer.status} ${JSON.stringify(answer.body)}`;
const clerkOf = ({ bureaus }: Territory) => `${bureaus.county}.caseworker`;

/** Everything a ground is ordered with: over HTTP, by one person or as a proposal; against a scope, each time another division or system. */
function asking(territory: Territory, ground: Ground, code: string) {
  const scoped = ground.against !== 'institution';
  const proposed = TAKES_TWO.includes(ground.kind);
  const body = {
    kind: ground.kind,
    clause: ground.clause,
    reason: '走查',
    ...(ground.before.includes('judgement') ? { judgement: '已研判' } : {}),
  };
  const scope = ground.against === 'system' ? { kind: 'system', code: 'his-walk' } : { kind: 'division', code: territory.place.prov };
  const path = scoped ? '/scope-restrictions' : `/institutions/${code}/${proposed ? 'restriction-proposals' : 'restrictions'}`;
  return { path, body: scoped ? { ...body, scope } : body };
}

for (const territory of TERRITORIES) {
  const profile = profiles.get(territory.profile)!;
  const grounds = groundsOf(profile).filter((one) => one.by !== 'institution');
  const levelOf = (ground: Ground) => actingLevel(ground.by, profile, territory.place) as 'county';

  describe(`${territory.name}: every ground of the profile`, () => {
    for (const ground of grounds)
      test(`${ground.clause}: ${ground.kind} on ${ground.on} is ordered by its level alone, within its territory, once`, async () => {
        const code = await scene.institution(clerkOf(territory));
        const own = await scene.operatorOf(code, OFFICERS[territory.name]);
        const { path, body } = asking(territory, ground, code);
        const level = levelOf(ground);
        for (const wrong of (['county', 'city', 'province'] as const).filter((one) => one !== level)) {
          const answer = await (await scene.system.as(`${territory.bureaus[wrong]}.approver`)).post(path, body);
          const scopeUnseen = ground.against === 'division' && answer.body.code === 'scope-unknown';
          assert.ok(scopeUnseen || answer.body.code === 'restriction-wrong-decider', saying(wrong, answer));
        }
        for (const who of [`${territory.bureaus[level]}.leader`, 'carrier-a.operator'])
          assert.equal((await (await scene.system.as(who)).post(path, body)).body.code, 'role-not-allowed', who);
        assert.equal((await own.post(path, body)).body.code, 'role-not-allowed');
        const elsewhere = await (await scene.system.as(`${territory.elsewhere}.approver`)).post(path, body);
        const strange = ['not-found', 'scope-unknown', 'restriction-not-foreseen', 'restriction-wrong-decider'];
        assert.ok(
          ground.against === 'institution' ? elsewhere.status === 404 : strange.includes(String(elsewhere.body.code)),
          saying('elsewhere', elsewhere),
        );
        const decider = await scene.system.as(`${territory.bureaus[level]}.approver`);
        if (ground.before.includes('judgement'))
          assert.equal((await decider.post(path, { ...body, judgement: undefined })).body.code, 'judgement-missing');
        const done = await decider.post(path, body);
        assert.equal(done.status, 201, saying('decider', done));
        const again = await decider.post(path, body);
        assert.ok(['restriction-in-force', 'in-force-elsewhere'].includes(String(again.body.code)), saying('again', again));
      });
  });

  describe(`${territory.name}: every row of the life of an order`, () => {
    const ground = grounds.find((one) => one.against === 'institution' && !TAKES_TWO.includes(one.kind))!;
    const level = levelOf(ground);
    const decider = `${territory.bureaus[level]}.caseworker`;
    const order = {
      kind: ground.kind,
      clause: ground.clause,
      occasion: 1,
      place: territory.place,
      orderedBy: level,
      rectified: true,
      byLaw: false,
      released: false,
    };
    const lifter = `${territory.bureaus[liftingOf(profile, order).level as 'county']}.approver`;
    const requester = `${territory.bureaus[level]}.leader`;
    const ACTS: Record<OrderStep, { path: string; body: object; by: readonly string[]; wrong: readonly string[] }> = {
      review: {
        path: 'review',
        body: { note: '处置得当' },
        by: [`${territory.bureaus[level]}.approver`, requester],
        wrong: ['own', 'carrier-a.operator'],
      },
      rectify: {
        path: 'rectification',
        body: { text: '已整改' },
        by: ['own', clerkOf(territory)],
        wrong: [requester, lifter, 'carrier-a.operator'],
      },
      'request-lifting': {
        path: 'lift-request',
        body: { reason: '申请恢复' },
        by: [clerkOf(territory), decider],
        wrong: ['own', requester, 'carrier-a.operator'],
      },
      lift: { path: 'lifting', body: {}, by: [lifter], wrong: ['own', decider, requester, 'carrier-a.operator'] },
    };
    const act = async (who: string, step: OrderStep, id: string, code: string) =>
      scene.act(who === 'own' ? code.toLowerCase() : who, ACTS[step].path, id, ACTS[step].body);

    /** An order against a fresh institution, brought to the state by the acts themselves. */
    async function orderIn(state: OrderState): Promise<{ id: string; code: string }> {
      const code = await scene.institution(clerkOf(territory));
      await scene.operatorOf(code, OFFICERS[territory.name]);
      const { body } = asking(territory, ground, code);
      const id = view(await scene.impose(decider, code, body)).id;
      const ok = async (answer: Promise<Answer>) => assert.equal((await answer).status, 200, JSON.stringify((await answer).body));
      await ok(act('own', 'rectify', id, code));
      if (state === 'in-force') return { id, code };
      await ok(act(clerkOf(territory), 'request-lifting', id, code));
      if (state === 'lifted') await ok(act(lifter, 'lift', id, code));
      return { id, code };
    }

    for (const row of ORDER_LIFE)
      test(`${ground.clause}: ${row.step}: by ${row.by}, from ${row.from.join(', ')}, and in no other way`, async () => {
        const { by, wrong } = ACTS[row.step];
        const one = await orderIn(row.from[0]!);
        for (const who of wrong) assert.equal((await act(who, row.step, one.id, one.code)).body.code, 'role-not-allowed', who);
        for (const who of [`${territory.elsewhere}.caseworker`, `${territory.elsewhere}.approver`]) {
          const answer = await act(who, row.step, one.id, one.code);
          assert.ok(answer.status === 404 || answer.body.code === 'role-not-allowed', saying(who, answer));
        }
        for (const state of ORDER_STATES)
          for (const who of by) {
            const { id, code } = await orderIn(state);
            const answer = await act(who, row.step, id, code);
            if (row.from.includes(state)) assert.equal(answer.status, 200, saying(`${state} ${who}`, answer));
            else
              assert.ok(['restriction-lifted', 'lift-not-requested'].includes(String(answer.body.code)), saying(`${state} ${who}`, answer));
          }
      });
  });
}

describe('NX-20(4): every row of the life of a proposal', () => {
  const [territory] = TERRITORIES as [Territory & { profile: string }];
  const approver = 'xingqing.approver';
  const PATHS: Record<ProposalStep, string> = { approve: 'approval', decline: 'refusal' };
  const decide = async (who: string, step: ProposalStep, id: string) => {
    const [row] = await scene.system.query<{ version: number }>('select version from restriction_proposal where id = $1', [id]);
    return (await scene.system.as(who)).post(`/restriction-proposals/${id}/${PATHS[step]}`, undefined, { version: row!.version });
  };
  async function proposalIn(state: (typeof PROPOSAL_STATES)[number]): Promise<string> {
    const code = await scene.institution(clerkOf(territory));
    const body = { kind: 'settlement-termination', clause: 'NX-20(4)', reason: '混用环境' };
    const answer = await (await scene.system.as('xingqing.caseworker')).post(`/institutions/${code}/restriction-proposals`, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const id = String(answer.body.id);
    if (state !== 'open') assert.equal((await decide(approver, state === 'approved' ? 'approve' : 'decline', id)).status, 200);
    return id;
  }
  for (const row of PROPOSAL_LIFE)
    test(`NX-20(4): ${row.step} of a proposal: by ${row.by}, from ${row.from.join(', ')}, and in no other way`, async () => {
      for (const state of PROPOSAL_STATES) {
        const answer = await decide(approver, row.step, await proposalIn(state));
        if (row.from.includes(state)) assert.equal(answer.status, 200, saying(state, answer));
        else assert.equal(answer.body.code, 'proposal-decided', saying(state, answer));
      }
      const id = await proposalIn('open');
      const wrong = ['xingqing.leader', 'carrier-a.operator', 'yinchuan.approver', 'nx.approver'];
      for (const who of wrong)
        assert.ok(['role-not-allowed', 'restriction-wrong-decider'].includes(String((await decide(who, row.step, id)).body.code)), who);
      assert.equal((await decide('jinfeng.approver', row.step, id)).status, 404);
      const proposer = await decide('xingqing.caseworker', row.step, id);
      assert.equal(proposer.status, row.by === 'approver' ? 403 : 200, saying('proposer', proposer));
    });
});

test('every route that changes a restriction or a proposal is a row of a table', () => {
  const inventory = readFileSync(join(import.meta.dirname, '../../../tests/route-inventory.txt'), 'utf8');
  const found = [...inventory.matchAll(/^POST \/(?:restrictions|restriction-proposals)\/:id\/(\S+) \|/gm)].map((one) => one[1]!);
  assert.deepEqual(found.sort(), ['approval', 'refusal', 'lift-request', 'lifting', 'rectification', 'review'].sort());
});
