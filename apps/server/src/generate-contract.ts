import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from './app.ts';
import { openApi, operationId } from './ground/openapi.ts';
import { declaredRefusals } from './ground/refusal.ts';
import { inventoryLine, routeInventory } from './route-inventory.ts';

/**
 * Writes the contract into the folder that the first argument names (openapi.json, routes.generated.ts, refusals.generated.ts), and the
 * inventory of routes into the file that the second names.
 */
const [folder, inventory] = process.argv.slice(2) as [string, string];
const HEAD = '// Generated from the route inventory of the server by `npm run generate`. Do not edit.\n';
const literal = (value: unknown) => JSON.stringify(value);

const routes = await routeInventory();
const refusals = [...declaredRefusals()].sort(([a], [b]) => (a < b ? -1 : 1));
mkdirSync(folder, { recursive: true });

writeFileSync(join(folder, 'openapi.json'), `${shallow(openApi(routes, VERSION), ['paths', '*', '*'])}\n`);

const rows = routes.map((route) => {
  const { access } = route;
  const said = access.kind === 'roles' ? [...access.roles].sort() : access.kind;
  return `  ${operationId(route)}: ${literal({ method: route.method, path: route.path, access: said, versioned: route.versioned, refusals: [...route.refusals].sort() })},\n`;
});
writeFileSync(
  join(folder, 'routes.generated.ts'),
  `${HEAD}\n/** Every route below /api/v1 by its operation: method, path, who may call it, the refusals of its own. */\nexport const ROUTES = {\n${rows.join('')}} as const;\n`,
);

const kinds = refusals.map(([code, kind]) => `  ${literal(code)}: ${literal(kind)},\n`);
writeFileSync(
  join(folder, 'refusals.generated.ts'),
  `${HEAD}\n/** Every refusal by its stable code: HTTP status, what happened, how to mend it, the clause that causes it (null: none). */\nexport const REFUSALS = {\n${kinds.join('')}} as const;\n`,
);

writeFileSync(inventory, `${routes.map(inventoryLine).join('\n')}\n`);

/** JSON with a line for each operation: a changed route is one changed line. */
function shallow(value: unknown, keys: readonly string[], indent = ''): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, child]) => {
    const opens = keys[0] === '*' || keys[0] === key || key === 'x-refusals';
    return `${inner}${JSON.stringify(key)}: ${opens ? shallow(child, keys.slice(1), inner) : JSON.stringify(child)}`;
  });
  return keys.length === 0 ? JSON.stringify(value) : `{\n${lines.join(',\n')}\n${indent}}`;
}
