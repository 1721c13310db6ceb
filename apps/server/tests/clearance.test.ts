import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import type { z } from 'zod';
import { personalColumns } from '../../../scripts/personal-columns.ts';
import { CLEARANCE, clearedFor, maskOf } from '../src/ground/clearance.ts';
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

/** Fields that are named like a person's and show none, or show one masked already. */
const NO_PERSON: Record<string, string> = {
  'GET /institutions/:code/dossier institution.contactName': 'masked for everyone by the dossier itself',
  'GET /institutions/:code/dossier institution.contactPhone': 'masked for everyone by the dossier itself',
  'GET /institutions/:code/dossier institution.legalRepresentative': 'masked for everyone by the dossier itself',
  'GET /institutions/:code/dossier operators[].phone': 'masked for everyone by the dossier itself',
  'GET /notification-preference email': 'one’s own',
  'PUT /notification-preference email': 'one’s own',
};

interface Leaf {
  readonly path: string;
  readonly name: string;
  readonly schema: z.ZodType;
}

/** Every field of an answer that is no object or list, by its path. */
function leaves(schema: z.ZodType, path: string, name: string): Leaf[] {
  const { def } = (schema as unknown as { _zod: { def: Record<string, unknown> } })._zod;
  const below = (child: unknown, at = path) => leaves(child as z.ZodType, at, name);
  if (def.type === 'object')
    return Object.entries(def.shape as Record<string, z.ZodType>).flatMap(([field, child]) =>
      leaves(child, path === '' ? field : `${path}.${field}`, field),
    );
  if (def.type === 'array') return below(def.element, `${path}[]`);
  if (def.type === 'record') return below(def.valueType, `${path}{}`);
  if (def.type === 'union') return (def.options as unknown[]).flatMap((option) => below(option));
  if (def.innerType !== undefined && schema.meta()?.personal === undefined) return below(def.innerType);
  return [{ path, name, schema }];
}

/** What columns of grade 个人 are called in answers: contact_name → contactName, decided_by_name → decidedBy. */
function personalFields(): Set<string> {
  const { personal } = personalColumns();
  const names = personal.filter((place) => /name|phone|representative|email/.test(place)).map((place) => place.split('.')[1]!);
  return new Set(
    names
      .filter((column) => column !== 'name')
      .flatMap((column) => [column, column.replace(/_name$/, '')])
      .filter((column) => !['contact', 'actor'].includes(column))
      .map((column) => column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())),
  );
}

const graded = () =>
  routes.flatMap((route) =>
    route.output === null
      ? []
      : leaves(route.output, '', '')
          .filter((leaf) => maskOf(leaf.schema) !== null)
          .map((leaf) => ({ route, leaf })),
  );

test('NX-附3.2-2g: whatever an answer names like a column of grade 个人 carries its grade', () => {
  const fields = personalFields();
  assert.ok(fields.has('contactName') && fields.has('decidedBy') && fields.has('phone'));
  const bare = routes.flatMap((route) => {
    if (route.output === null) return [];
    return leaves(route.output, '', '')
      .filter((leaf) => fields.has(leaf.name) && maskOf(leaf.schema) === null)
      .map((leaf) => `${route.method} ${route.path} ${leaf.path}`);
  });
  assert.deepEqual(
    bare.filter((field) => NO_PERSON[field] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(NO_PERSON).filter((field) => !bare.includes(field)),
    [],
    'an excuse without need',
  );
});

test('NX-附3.2-2g: every role × every graded field of every answer is clear or masked as its clearance says', () => {
  const pairs = graded();
  assert.ok(pairs.length > 20, `only ${pairs.length} graded fields`);
  for (const [role, clearance] of Object.entries(CLEARANCE))
    for (const { route, leaf } of pairs) {
      const sample = leaf.schema.meta()?.personal === 'phone' ? '13512340987' : '端木青云';
      const seen = clearedFor(role, leaf.schema, sample);
      const expected = clearance === '个人' ? sample : sample.startsWith('1') ? '135****0987' : '端**云';
      assert.equal(seen, expected, `${role} ${route.path} ${leaf.path}`);
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
