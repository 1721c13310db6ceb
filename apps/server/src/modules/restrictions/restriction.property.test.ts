import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openScene, type Scene, view } from './restriction.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

interface Way {
  readonly kind: string;
  readonly clause: string;
  readonly decider: string;
  readonly requester: string;
  readonly lifter: string;
}
const WAYS: readonly Way[] = [
  { kind: 'cut-off', clause: 'NX-18', decider: 'nx.caseworker', requester: 'nx.caseworker', lifter: 'nx.approver' },
  { kind: 'cut-off', clause: 'NX-14', decider: 'itself', requester: 'xingqing.caseworker', lifter: 'xingqing.approver' },
  {
    kind: 'settlement-suspension',
    clause: 'NX-20(4)',
    decider: 'xingqing.approver',
    requester: 'xingqing.caseworker',
    lifter: 'xingqing.approver',
  },
];

async function impose(code: string, way: Way) {
  if (way.decider !== 'itself') return scene.impose(way.decider, code, { kind: way.kind, clause: way.clause });
  return (await scene.system.as(code.toLowerCase())).post(`/institutions/${code}/disconnection`, { reason: '发现异常' });
}

const step = fc.tuple(
  fc.constantFrom('impose', 'lift-early', 'lift') as fc.Arbitrary<'impose' | 'lift-early' | 'lift'>,
  fc.nat(WAYS.length - 1),
);

test('whatever is ordered and lifted: every order has its decider, and lifting one lifts no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      const code = await scene.institution();
      await scene.operatorOf(code);
      const standing = new Map<Way, string>();
      for (const [act, index] of steps) {
        const way = WAYS[index]!;
        const id = standing.get(way);
        if (act === 'impose') {
          const answer = await impose(code, way);
          assert.equal(answer.status, id === undefined ? 201 : 409, JSON.stringify(answer.body));
          if (id === undefined) standing.set(way, view(answer).id);
        } else if (id !== undefined && act === 'lift-early') {
          assert.equal((await scene.lift(way.lifter, id)).status, 409);
        } else if (id !== undefined) {
          await scene.rectify('xingqing.caseworker', id);
          await scene.request(way.requester, id);
          assert.equal((await scene.lift(way.lifter, id)).status, 200);
          standing.delete(way);
        }
        await holds(code, standing);
      }
    }),
    { numRuns: 10, seed: 20231018 },
  );
});

/** The database's orders in force, the entry's reasons and the model agree. */
async function holds(code: string, standing: ReadonlyMap<Way, string>): Promise<void> {
  const rows = await scene.system.query<{ id: string; lifted_at: Date | null; decided_by: string | null; two: boolean }>(
    `select r.id, lifted_at, decided_by, (lift_requested_by <> lifted_by) as two
     from restriction r join institution i on i.id = institution_id where i.code = $1`,
    [code],
  );
  assert.ok(rows.every((row) => row.decided_by !== null && (row.lifted_at === null || row.two)));
  const inForce = rows.filter((row) => row.lifted_at === null).map((row) => row.id);
  assert.deepEqual(inForce.sort(), [...standing.values()].sort());
  const expected = [...standing.keys()].map((way) => `${way.kind} ${way.clause}`).sort();
  const shown = (await scene.reasons(code)).filter((reason) => /^(cut-off|settlement)/.test(reason)).sort();
  assert.deepEqual(shown, expected);
}
