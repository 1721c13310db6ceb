import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { CLEARANCE, columnGrade, DECLARED_FIELDS, EXEMPT, type Graded, gradeOf, type Leaf, leavesOf } from '../src/ground/answer-grades.ts';
import { clearedFor, isGuarded } from '../src/ground/clearance.ts';
import type { Route } from '../src/ground/route.ts';
import { routeInventory } from '../src/route-inventory.ts';

const CODE = 'P64010433001';

let system: TestSystem;
let routes: readonly Route[];
before(async () => {
  system = await startTestSystem();
  routes = await routeInventory();
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店', contactName: '端木青云', contactPhone: '13512340987' });
  await clerk.post(`/institutions/${CODE}/operators`, { role: 'operator', name: '端木青云', phone: '13512340987' });
});
after(() => system.stop());

/** Answers that no schema describes, and what keeps the grades there. */
const WITHOUT_SCHEMA: readonly (readonly [RegExp, string])[] = [
  [/^GET \/exports\//, 'columns carry their grade and are masked by disclosure, for everyone'],
  [/^GET \/audit\/export$/, 'names are masked when the audit is written'],
  [/^GET \/import-sheets\//, 'an empty sheet'],
  [/^GET \/imports\/:id\/faults-file$/, 'the rows that the same person handed in'],
  [/^GET \/institutions\/:code\/documents\/:id$/, 'the file as it was handed in, to those who may see it; audited'],
  [/^(GET|POST) \/enforcement\//, 'gateways speak here, and no role'],
  [
    /^GET \/applications\/:number\/test-campaigns\/:campaign\/runs\/:run\/evidence\/:sm3$/,
    'a screenshot of the joint test, to its parties and bureaus; audited',
  ],
  [/^GET \/applications\/:number\/test-campaigns\/:campaign\/stream$/, 'states of test cases and a count of messages'],
  [/^GET \/institutions\/:code\/enforcement\/stream$/, 'acknowledgements and counts'],
  [/^GET \/openapi\.json$/, 'the contract itself'],
  [/^POST \/sessions\/end$/, 'nothing'],
];

interface Field {
  readonly key: string;
  readonly route: Route;
  readonly leaf: Leaf;
  readonly graded: Graded | null;
}
const fields = (): Field[] =>
  routes.flatMap((route) => {
    const key = `${route.method} ${route.path}`;
    return route.output === null ? [] : leavesOf(route.output).map((leaf) => ({ key, route, leaf, graded: gradeOf(key, leaf) }));
  });

test('NX-附3.2-2g: every field of every answer has a grade, of its column in the data dictionary or declared; a new one without fails', () => {
  const all = fields();
  assert.ok(all.length > 3000, `only ${all.length} fields`);
  const ungraded = all.filter(({ graded }) => graded === null).map(({ key, leaf }) => `${key} ${leaf.path}`);
  assert.deepEqual(ungraded, [], 'name its grade in apps/server/migrations/clearance.yaml');
  const bare = routes.filter((route) => route.output === null).map((route) => `${route.method} ${route.path}`);
  assert.deepEqual(
    bare.filter((key) => !WITHOUT_SCHEMA.some(([pattern]) => pattern.test(key))),
    [],
    'an answer without a schema must say what keeps the grades',
  );
});

test('NX-附3.2-2g: no line of the declared grades is without a field, and none lowers what the dictionary grades without its reason', () => {
  const used = new Set(fields().map(({ graded }) => graded?.key));
  assert.deepEqual(
    [...DECLARED_FIELDS, ...Object.keys(EXEMPT)].filter((key) => !used.has(key)),
    [],
  );
  const lowered = fields().filter(({ graded, leaf }) => {
    const column = columnGrade(leaf.name);
    return graded?.by === 'declared' && !isGuarded(graded.grade) && column != null && isGuarded(column);
  });
  assert.deepEqual(
    lowered.map(({ key, leaf }) => `${key} ${leaf.path}`),
    [],
    'say under exempt why',
  );
});

test('NX-附3.2-2g: a field that nothing grades is masked for who may not see persons', () => {
  const sample = routes.find((route) => route.path === '/institutions/:code/contacts')!;
  const { answer } = clearedFor('vendor', { ...sample, path: '/nowhere' }, { contactName: '端木青云' });
  assert.deepEqual(answer, { contactName: '端**云' });
});

/** A value that fits where a field stands: an answer with this one field in it. */
function around(path: string, value: string): unknown {
  const [first, ...rest] = path.split('.');
  const below = rest.length === 0 ? value : around(rest.join('.'), value);
  const wrapped = /\[\]|\{\}/.test(first!)
    ? first!.match(/\[\]|\{\}/g)!.reduceRight<unknown>((inner, kind) => (kind === '[]' ? [inner] : { key: inner }), below)
    : below;
  return { [first!.replaceAll(/\[\]|\{\}/g, '')]: wrapped };
}

test('NX-附3.2-2g: every role × every guarded field of every answer is clear or masked as its clearance says, and a clear person counts as read', () => {
  const guarded = fields().filter(({ graded, leaf }) => graded !== null && isGuarded(graded.grade) && leaf.type === 'string');
  assert.ok(guarded.length > 200, `only ${guarded.length} guarded fields`);
  for (const [role, { shown }] of Object.entries(CLEARANCE))
    for (const { route, leaf, key, graded } of guarded) {
      const given = around(leaf.path, '端木青云端木青云');
      const { answer, disclosed } = clearedFor(role, route, given);
      const clear = (shown as readonly string[]).includes(graded!.grade);
      assert.equal(JSON.stringify(answer) === JSON.stringify(given), clear, `${role} ${key} ${leaf.path}`);
      assert.equal(disclosed.length > 0, clear && graded!.grade === '个人', `${role} ${key} ${leaf.path}`);
    }
});

test('NX-附3.2-2g: every role that a route lets in has a clearance', () => {
  const roles = new Set(routes.flatMap((route) => (route.access.kind === 'roles' ? route.access.roles : [])));
  assert.deepEqual(
    [...roles].filter((role) => CLEARANCE[role] === undefined),
    [],
  );
});

test('NX-附3.2-2f: of the same application a county sees the person to call, and the vendor, which need not, a mask', async () => {
  await (await system.as('his-vendor.operator')).post('/systems', { code: 'clear.his', name: '系统', release: '1.0' });
  const clerk = await system.as('xingqing.caseworker');
  const { body } = await clerk.post(`/institutions/${CODE}/applications`, { kind: 'new-designation', system: 'clear.his' });
  const route = `/applications/${String(body.number)}`;
  const form = { institution: { address: '某路一号', contactName: '端木青云', contactPhone: '13512340987' } };
  assert.equal((await clerk.patch(route, { form }, 1)).status, 200);
  const contact = async (login: string) => {
    const seen = (await (await system.as(login)).get(route)).body as unknown as { form: { institution: Record<string, string> } };
    return [seen.form.institution.contactName, seen.form.institution.contactPhone];
  };
  assert.deepEqual(await contact('xingqing.caseworker'), ['端木青云', '13512340987']);
  assert.deepEqual(await contact('his-vendor.operator'), ['端**云', '135****0987']);
});
