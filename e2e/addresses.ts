import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Operation, ROUTES } from '@anjie/contract';
import { ROOT } from '@anjie/test-system';
import ts from 'typescript';
import type { World } from './world.ts';

const ROUTES_FILE = join(ROOT, 'apps/web/src/shell/routes.tsx');

/** An address of the portal as its table has it, with the operations of which its reader must be allowed one; none: everybody. */
export interface Address {
  readonly path: string;
  readonly needs: readonly Operation[];
}

/** The portal's own table of addresses, read from its source: a page cannot be added past the walk. */
export function readAddresses(): Address[] {
  const source = ts.createSourceFile(ROUTES_FILE, readFileSync(ROUTES_FILE, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: Address[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const path = given(node, 'path');
      const needs = given(node, 'needs');
      if (path !== null && ts.isStringLiteral(path) && needs !== null && ts.isArrayLiteralExpression(needs))
        found.push({ path: path.text, needs: needs.elements.map((one) => (one as ts.StringLiteral).text as Operation) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function given(node: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  const property = node.properties.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === name);
  return property === undefined ? null : (property as ts.PropertyAssignment).initializer;
}

/** Who walks: a role as the contract writes it, and who holds it in the world of the walk. */
export interface Walker {
  readonly role: string;
  readonly login: (world: World) => string;
  /** an institution and an application within sight */
  readonly code: (world: World) => string;
  readonly number: (world: World) => string;
}

const FIRMS: Readonly<Record<string, string>> = {
  agency: 'agency-yc.operator',
  vendor: 'his-vendor.operator',
  'platform-vendor': 'platform.operator',
  'integration-partner': 'partner.operator',
  carrier: 'carrier-a.operator',
};
const BUREAUS: Readonly<Record<string, string>> = { nation: 'nation', province: 'nx', city: 'yinchuan', county: 'xingqing' };

/** Every role that some operation lets in, as a walker. */
export function walkers(): Walker[] {
  const roles = new Set(Object.values(ROUTES).flatMap((route) => (typeof route.access === 'string' ? [] : [...route.access])));
  return [...roles].sort().flatMap((role): Walker[] => {
    const [name, level] = role.split(':') as [string, string | undefined];
    const bureau = (world: World) => world.cut;
    const number = (world: World) => world.before.seal.number;
    if (role === 'institution') {
      const own = { role, login: (world: World) => world.before.seal.code.toLowerCase() };
      return [{ ...own, code: (world) => world.before.seal.code, number }];
    }
    if (level === undefined) return [{ role, login: () => FIRMS[name]!, code: (world) => world.before.seal.code, number }];
    if (name === 'reader') return [{ role, login: () => 'demo.reader', code: bureau, number }];
    return [{ role, login: () => `${BUREAUS[level]}.${name}`, code: bureau, number }];
  });
}

type Open = (world: World, walker: Walker) => readonly string[];

const once =
  (path: string): Open =>
  () => [path];
const ofInstitution =
  (page: string): Open =>
  (world, walker) => [`/institutions/${walker.code(world)}${page}`];
const ofApplication =
  (page: string): Open =>
  (world, walker) => [`/applications/${walker.number(world)}${page}`];

/** Whose work the states are: who meets every one of them. The others meet one. */
const EVERY_STATE = new Set(['caseworker:county', 'caseworker:province', 'approver:county']);
const applications = (world: World) => [...Object.values(world.before), world.returned, world.agreed];

/** How every address is opened with something real behind it. An address without a row fails `npm run check`. */
export const OPENED: Readonly<Record<string, Open>> = {
  '/': once('/'),
  '/institutions': once('/institutions'),
  '/lists/:name': (world, walker) => (EVERY_STATE.has(walker.role) ? world.lists : ['address-filings']).map((name) => `/lists/${name}`),
  '/import': once('/import'),
  '/notifications': once('/notifications'),
  '/institutions/:code': (world, walker) =>
    EVERY_STATE.has(walker.role)
      ? [world.admitted, world.cut, world.suspended, world.restored, world.fresh, world.agreed.code].map((code) => `/institutions/${code}`)
      : [`/institutions/${walker.code(world)}`],
  '/institutions/:code/cut-off': ofInstitution('/cut-off'),
  '/institutions/:code/record': ofInstitution('/record'),
  '/institutions/:code/agreements': ofInstitution('/agreements'),
  '/institutions/:code/tests': ofInstitution('/tests'),
  '/institutions/:code/enforcement': ofInstitution('/enforcement'),
  '/institutions/:code/explain': (world, walker) => ['', '?at=2026-01-01'].map((at) => `/institutions/${walker.code(world)}/explain${at}`),
  '/institutions/:code/what-if': ofInstitution('/what-if'),
  '/institutions/:code/apply': ofInstitution('/apply'),
  '/restrictions': once('/restrictions?state=all'),
  '/applications': once('/applications?open=all'),
  '/applications/:number': (world, walker) =>
    EVERY_STATE.has(walker.role) ? applications(world).map((one) => `/applications/${one.number}`) : ofApplication('')(world, walker),
  '/applications/:number/fill': (world, walker) =>
    walker.role === 'institution'
      ? ofApplication('/fill')(world, walker)
      : ['', '?step=system', '?step=materials', '?step=preview'].map((step) => `/applications/${world.before.submit.number}/fill${step}`),
  '/applications/:number/form': ofApplication('/form'),
  '/applications/:number/review': (world, walker) =>
    EVERY_STATE.has(walker.role)
      ? [world.before.verify, world.before['evaluate-passed'], world.agreed].map((one) => `/applications/${one.number}/review`)
      : ofApplication('/review')(world, walker),
  '/applications/:number/joint-test': ofApplication('/joint-test'),
  '/applications/:number/test-report': ofApplication('/test-report'),
  '/filings': () => ['line', 'address', 'terminal'].map((subject) => `/filings?subject=${subject}`),
  '/gateways': once('/gateways'),
  '/regulations/:text?': () => ['/regulations', '/regulations/NX?clause=NX-8'],
  '/profiles': once('/profiles'),
  '/accounts': once('/accounts'),
  '/access-reviews': once('/access-reviews'),
  '/settings': once('/settings'),
  '/security': once('/security'),
  '/audit': once('/audit'),
  '/audit-chain': once('/audit-chain'),
  '/audit-archives': once('/audit-archives'),
  '/situation': once('/situation'),
  '/firms': once('/firms'),
  '/firms/:code': once('/firms/his-vendor'),
  '/systems/:code': (world) => [`/systems/${world.scene.his}`],
  '/withdrawals': once('/withdrawals?open=false'),
  '/bureaus': once('/bureaus'),
  '/division-changes': once('/division-changes'),
  '/census': once('/census'),
  '/delegations': once('/delegations'),
  '/sealing': once('/sealing'),
  '/destructions': once('/destructions'),
  '/calendar': once('/calendar'),
  '/mails': once('/mails'),
  '/publications': once('/publications'),
  '/alerts': once('/alerts'),
  '/assessments': once('/assessments'),
  // An assessment is of the whole installation: a province below the nation has none.
  '/assessments/:id': (world, walker) => (walker.role.endsWith(':province') ? [] : [`/assessments/${world.assessment}`]),
};
