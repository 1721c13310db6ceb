import { join } from 'node:path';
import { moduleRoutes, type RouteParts } from './app.ts';
import { declaredRefusals } from './ground/refusal.ts';
import type { Route } from './ground/route.ts';
import { enforcement } from './modules/enforcement/index.ts';
import { installedCatalogue } from './modules/regulations/index.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Every route of the API, in the order of path and method, over parts that run nothing: no database, no file, no key. */
export async function routeInventory(): Promise<readonly Route[]> {
  const log = { info: () => {}, warn: () => {} };
  const [transactor, clock] = [inert<RouteParts['transactor']>('transactor'), inert<RouteParts['clock']>('clock')];
  const parts: Omit<RouteParts, 'gateways'> = {
    transactor,
    clock,
    log,
    listener: { on: () => {}, close: async () => {} },
    settings: inert('settings'),
    scanning: { scanner: null, unreachable: 'refuse', transactor },
    files: inert('files'),
    sealing: inert('sealing'),
    publicUrl: null,
    testBed: inert('testBed'),
    spool: inert('spool'),
    root: ROOT,
    mode: 'demonstration',
    catalogue: installedCatalogue(ROOT),
    moved: () => {},
    mailConfigured: false,
    audit: {
      transactor,
      clock,
      log,
      installation: '',
      key: inert('key'),
      keys: inert('keys'),
      places: [],
      archive: null,
      work: inert('work'),
      group: inert('group'),
    },
  };
  const gateways = enforcement({ ...parts, masterKey: Buffer.alloc(32) });
  try {
    return moduleRoutes({ ...parts, gateways }).toSorted((a, b) => order(a, b));
  } finally {
    await gateways.close();
  }
}

/** One line a route: method, path, access. */
export function inventoryLine(route: Route): string {
  const { access } = route;
  const said =
    access.kind === 'roles' ? [...access.roles].sort().join(' ') : access.kind === 'public' ? `public: ${access.why}` : access.kind;
  return `${route.method} ${route.path} | ${said}`;
}

/** What a route lacks to be understood: texts, access, refusals that nobody declared. Empty: nothing. */
export function faultsOf(route: Route): string[] {
  const kinds = declaredRefusals();
  const faults: string[] = [];
  if (!/\p{Script=Han}/u.test(route.summary.zh)) faults.push('summary.zh is not Chinese');
  if (!/^[A-Z][^\p{Script=Han}]+$/u.test(route.summary.en)) faults.push('summary.en is not an English phrase');
  if (route.access.kind === 'roles' && route.access.roles.length === 0) faults.push('access names no role');
  if (route.access.kind === 'public' && route.access.why.length < 10) faults.push('public access does not say why');
  for (const code of route.refusals) if (!kinds.has(code)) faults.push(`refusal ${code} is declared nowhere`);
  return faults;
}

function order(a: Route, b: Route): number {
  const [left, right] = [`${a.path} ${a.method}`, `${b.path} ${b.method}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function inert<Part extends object>(name: string): Part {
  const refusing = new Proxy({} as Part, {
    get: (_, key) => {
      throw new Error(`the route inventory runs nothing: ${name}.${String(key)}`);
    },
  });
  return refusing;
}
