import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openApi } from '../src/ground/openapi.ts';
import { faultsOf, inventoryLine, routeInventory } from '../src/route-inventory.ts';

const routes = await routeInventory();

/** Answers that hold a list and are neither one object (…/:code) nor a page, each with the reason why it cannot grow beyond a page. */
const BOUNDED: Record<string, string> = {
  '/calendars/:year': 'the days of one year',
  '/regulations/publications/:generation': 'what one publication changes, sixteen MiB at most',
  '/accounts/:login/keys': 'the keys of one program, the newest hundred',
  '/settings-signing': 'names of settings that differ: no more than the product has, and the ranges that officers set',
  '/identity-settings': 'the settings that the product has',
  '/management-ranges': 'the address ranges that officers set, each by hand, five hundred at most',
  '/me/factors': 'one’s own second factors',
  '/admission/verification': 'a report of what is wrong, cut at its own limit',
  '/applications/:number/test-campaigns': 'the campaigns of one application',
  '/applications/:number/test-campaigns/:campaign/comparison': 'the cases of one suite that changed',
  '/applications/:number/test-campaigns/:campaign/runs/:run/matrix': 'the transactions of the interface, 217 of them',
  '/audit/extension': 'the hashes on the way between two sizes of a tree, at most a few dozen',
  '/audit/verification': 'the second places that the configuration names',
  '/carriers': 'the telecommunications companies of a province',
  '/clocks/:id/history': 'the warnings, breaches and extensions of one clock',
  '/enforcement/traffic': 'hours of at most a week, and the fifty most frequent reasons and institutions',
  '/firms/:code': 'the roles of one firm',
  '/import-sheets': 'the lists that are taken in from files, each with its columns',
  '/institution-names': 'a name for each code that was asked for, a hundred at most',
  '/institutions/:code/address-exceptions': 'exceptions of one institution, each by two people',
  '/institutions/:code/admission': 'the bindings of one institution',
  '/institutions/:code/agreements': 'the agreements of one institution',
  '/institutions/:code/connections': 'the consents and the systems of one institution',
  '/institutions/:code/dossier': 'one institution, each kind of record cut at its own limit',
  '/institutions/:code/enforcement': 'the gateways that serve one institution',
  '/institutions/:code/moves': 'the changes of divisions that moved one institution',
  '/institutions/:code/operators': 'the operators of one institution',
  '/institutions/:code/psam-records': 'the cards that one institution lost or handed in',
  '/institutions/:code/reach-checks': 'the attempts to reach the people of one institution',
  '/institutions/:code/restrictions': 'the restrictions of one institution',
  '/institutions/:code/roster-reports': 'the lists that one institution reported',
  '/institutions/:code/rules': 'the rules that bind one institution',
  '/institutions/:code/service-agreements': 'the service agreements of one institution',
  '/institutions/:code/systems': 'the systems that one institution has run',
  '/institutions/:code/test-records': 'the tests of one institution',
  '/institutions/:code/urgings': 'the urgings of one institution',
  '/lists': 'the lists that there are, each with its columns',
  '/sealing/keys': 'a key or two a purpose; former ones are destroyed',
  '/systems/:code/certifications': 'the certifications of one release, the newest two hundred',
  '/sessions': 'the live sessions of one person, none older than twelve hours',
  '/situation': 'the divisions right below one, and the fifty newest orders against scopes',
  '/situation/trends': 'the days of at most a year, and the newest twenty of each kind',
};

test('every route and its access stand in the committed inventory', () => {
  const committed = readFileSync(join(import.meta.dirname, 'route-inventory.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  const now = routes.map(inventoryLine);
  const gone = committed.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const come = now.filter((line) => !committed.includes(line)).map((line) => `+ ${line}`);
  assert.deepEqual([...gone, ...come], [], 'review the access of these routes, then `npm run generate` and commit route-inventory.txt');
  assert.deepEqual(now, committed, 'the order has changed: `npm run generate`');
});

test('every route says in Chinese and English what it does, who may call it and which refusals it declares', () => {
  const faults = routes.flatMap((route) => faultsOf(route).map((fault) => `${route.method} ${route.path}: ${fault}`));
  assert.deepEqual(faults, []);
});

test('no two routes have one method and path', () => {
  const keys = routes.map((route) => `${route.method} ${route.path.replaceAll(/:\w+/g, ':')}`);
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});

test('every list comes in pages: a cursor, a limit of at most 200, and where the next page begins', () => {
  const document = openApi(routes, 'test') as { paths: Record<string, { get?: Operation }> };
  const faults: string[] = [];
  const lists = routes.filter((one) => one.method === 'GET' && one.output !== null && !/:\w+$/.test(one.path));
  for (const route of lists.filter((one) => BOUNDED[one.path] === undefined)) {
    const operation = document.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]!.get!;
    const answer = operation.responses['200']!.content['application/json'].schema;
    if (!Object.values(answer.properties ?? {}).some((property) => property.type === 'array')) continue;
    const query = operation.parameters.filter((parameter) => parameter.in === 'query');
    const limit = query.find((parameter) => parameter.name === 'limit')?.schema.maximum ?? Number.POSITIVE_INFINITY;
    if (limit > 200) faults.push(`${route.path}: limit ${limit}`);
    if (!query.some((parameter) => parameter.name === 'after' || parameter.name === 'before')) faults.push(`${route.path}: no cursor`);
    if (answer.properties?.next === undefined) faults.push(`${route.path}: no next`);
  }
  assert.deepEqual(faults, []);
});

test('a list excused from pages is still a route', () => {
  assert.deepEqual(
    Object.keys(BOUNDED).filter((path) => !routes.some((route) => route.path === path)),
    [],
  );
});

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: { readonly maximum?: number } }[];
  readonly responses: Record<string, { content: { 'application/json': { schema: { properties?: Record<string, { type?: unknown }> } } } }>;
}
