/** People who act at random on one institution, through the routes' own access and handlers, in transactions of the servers' own. */
import { createHash, randomUUID } from 'node:crypto';
import type { Profile, Transition } from '@anjie/rulebook';
import type { TestSystem } from '@anjie/test-system';
import fc from 'fast-check';
import { type Actor, roleAtLevel, SYSTEM } from '../src/ground/actor.ts';
import { translate } from '../src/ground/fault.ts';
import type { Route } from '../src/ground/route.ts';
import { plantReport } from '../src/modules/onboarding/plant-report.scene.ts';
import type { InProcess } from './in-process.ts';

export const STAFF = ['xingqing.caseworker', 'xingqing.approver', 'nx.caseworker', 'nx.approver', 'jinfeng.approver'] as const;
export const FIRMS = ['his-vendor.operator', 'platform.operator', 'partner.operator', 'carrier-a.operator'] as const;

/** One random act: what, by whom, and which of the things it may be done to. */
export interface Act {
  readonly what: (typeof WHATS)[number];
  readonly who: number;
  readonly which: number;
}

const WHATS = [
  'advance',
  'open',
  'step',
  'request',
  'file',
  'cancel',
  'accept',
  'return',
  'withdraw',
  'audit',
  'bind',
  'order',
  'disconnect',
  'rectify',
  'ask',
  'lift',
  'review',
] as const;
const WEIGHTS: Partial<Record<Act['what'], number>> = { advance: 8, accept: 3, file: 3, step: 3, lift: 2, ask: 2 };

export const acts = fc.array(
  fc.record({
    what: fc.oneof(...WHATS.map((what) => ({ arbitrary: fc.constant(what), weight: WEIGHTS[what] ?? 1 }))),
    who: fc.nat(14),
    which: fc.nat(40),
  }),
  { minLength: 5, maxLength: 12 },
);

export interface World {
  readonly id: string;
  readonly code: string;
  readonly n: number;
  readonly people: readonly Actor[];
}

export interface Company {
  readonly system: TestSystem;
  readonly within: InProcess;
  readonly people: Readonly<Record<string, Actor>>;
  readonly profile: Profile;
  /** every route of the server */
  readonly routes: readonly Route[];
}

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly level: Actor['level'];
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  readonly bureau_id: string | null;
  readonly party_kind: Actor['partyKind'];
  readonly party_id: string | null;
}

/** An account as an actor, with a live session that proves it to the database. */
export async function actorWithSession(system: TestSystem, login: string): Promise<Actor> {
  const token = randomUUID();
  const [row] = await system.query<Record<string, unknown> & AccountRow>('select * from account where login = $1', [login]);
  await system.query(
    `insert into session (token_digest, account_id, created_at, last_seen_at, expires_at) values ($1, $2, now(), now(), now() + interval '1 day')`,
    [createHash('sha256').update(token).digest(), row!.id],
  );
  const { id, name, role, level, prov, city, div } = row!;
  return {
    ...SYSTEM,
    id,
    name,
    role,
    level,
    prov,
    city,
    div,
    bureauId: row!.bureau_id,
    partyKind: row!.party_kind,
    partyId: row!.party_id,
    proof: token,
  };
}

/** Calls a route as this person. @returns what it answered, or the code of the refusal; @throws what is no refusal */
async function call(
  company: Company,
  actor: Actor,
  key: string,
  params: object,
  body: unknown = {},
  version = 0,
): Promise<Record<string, unknown> | string> {
  const route = company.routes.find((one) => `${one.method} ${one.path}` === key);
  if (route === undefined) throw new Error(`no route ${key}`);
  if (route.access.kind !== 'roles' || !(route.access.roles as readonly string[]).includes(roleAtLevel(actor))) return 'role-not-allowed';
  try {
    const parsed = route.body === undefined ? undefined : route.body.parse(body);
    return (await company.within.transactor.run(actor, randomUUID(), (tx) =>
      route.handler!(tx, { params, query: {}, body: parsed, version }),
    )) as Record<string, unknown>;
  } catch (error) {
    const { code } = translate(error);
    if (code === 'internal-error') throw error;
    return code;
  }
}

async function must(company: Company, who: string | Actor, key: string, params: object, body: unknown = {}): Promise<void> {
  const actor = typeof who === 'string' ? company.people[who]! : who;
  const answer = await call(company, actor, key, params, body);
  if (typeof answer === 'string') throw new Error(`${key} by ${actor.role}: ${answer}`);
}

const pick = <One>(list: readonly One[], which: number): One | undefined => list[which % Math.max(list.length, 1)];

const GROUNDS = [
  { kind: 'cut-off', clause: 'NX-18' },
  { kind: 'settlement-suspension', clause: 'NX-20(4)' },
  { kind: 'disbursement-stop', clause: 'NX-20(末)' },
];

const RIGHT: Partial<Record<Act['what'], readonly string[]>> = {
  open: ['own'],
  file: ['own', 'xingqing.caseworker'],
  cancel: ['own', 'xingqing.caseworker'],
  accept: ['xingqing.caseworker'],
  return: ['xingqing.caseworker'],
  withdraw: ['own', 'xingqing.caseworker'],
  audit: ['carrier-a.operator'],
  bind: ['carrier-a.operator'],
  order: ['nx.approver', 'xingqing.approver'],
  disconnect: ['own'],
  rectify: ['own', 'xingqing.caseworker'],
  ask: ['nx.caseworker', 'xingqing.caseworker', 'nx.approver'],
  lift: ['nx.approver', 'xingqing.approver'],
  review: ['nx.caseworker', 'xingqing.approver'],
};

/** Does one act, whatever comes of it. @returns the code of a refusal, or null where it was done */
export async function perform(company: Company, world: World, { what, who, which }: Act): Promise<string | null> {
  const right = RIGHT[what]?.map((login) => (login === 'own' ? world.people.at(-1)! : company.people[login]!)) ?? world.people;
  // Two thirds of the acts by somebody who may, at least elsewhere or at another time; the rest by anybody.
  const actor = pick(who < 10 ? right : world.people, who)!;
  const { system } = company;
  const institution = { code: world.code };
  const rows = (text: string) => system.query<Record<string, string> & { version: number }>(text, [world.id]);
  const answer = async (...input: [string, object, unknown?, number?]) => {
    const result = await call(company, actor, ...input);
    return typeof result === 'string' ? result : null;
  };
  const [application] = await rows(
    'select id, number, state from application where institution_id = $1 order by created_at desc, id desc limit 1',
  );
  const filing = async (where: string) =>
    pick(await rows(`select id, number, subject, version from filing where institution_id = $1 and ${where} order by id`), which);
  const order = async () => pick(await rows('select id, version from restriction where institution_id = $1 order by id'), which);
  switch (what) {
    case 'advance':
      return application === undefined ? 'nothing' : advance(company, world, application);
    case 'open':
      return answer('POST /institutions/:code/applications', institution, {
        kind: which % 2 === 0 ? 'system-change' : 'new-designation',
        form: FORM,
        system: 'his-model',
      });
    case 'step':
    case 'request': {
      const step = pick(company.profile.onboarding.transitions, which)!;
      if (application === undefined) return 'nothing';
      const path = `POST /applications/:number/transitions/:step${what === 'request' ? '/request' : ''}`;
      const body = {
        ...(step.requires.reason ? { reason: '随机' } : {}),
        ...(step.appoints.length > 0 && what === 'step' ? { partner: 'partner' } : {}),
      };
      return answer(path, { number: application.number, step: step.name }, body);
    }
    case 'file': {
      const ip = `10.${100 + (world.n >> 14)}.${(world.n >> 6) & 255}.${((world.n & 63) << 2) + (which % 2)}`;
      const subject = pick(['line', 'address', 'terminal'], which)!;
      const body = {
        line: { act: 'apply', kind: 'dedicated', carrier: 'carrier-a', agreementNumber: 'S' },
        address: { act: 'apply', ip, environment: 'production' },
        terminal: { act: 'apply', ip, mac: macOf(world.n, which % 2) },
      }[subject as 'line'];
      return answer(`POST /institutions/:code/${subject}-filings`, institution, body);
    }
    case 'cancel': {
      const target = await filing(`state = 'accepted' and act <> 'cancel'`);
      if (target === undefined) return 'nothing';
      return answer(`POST /institutions/:code/${target.subject}-filings`, institution, { act: 'cancel', target: target.number });
    }
    case 'accept':
    case 'return':
    case 'withdraw': {
      const found = await filing(which % 4 === 0 ? 'true' : `state = 'filed'`);
      if (found === undefined) return 'nothing';
      const path = { accept: 'acceptance', return: 'return', withdraw: 'withdrawal' }[what];
      return answer(`POST /${found.subject}-filings/:id/${path}`, { id: found.id }, { reason: 'incomplete', note: '随机' }, found.version);
    }
    case 'audit':
    case 'bind': {
      const line = await filing(`subject = 'line'`);
      if (line === undefined) return 'nothing';
      const body = {
        ip: `10.${100 + (world.n >> 14)}.${(world.n >> 6) & 255}.${((world.n & 63) << 2) + (which % 2)}`,
        macs: which % 3 === 0 ? [] : [macOf(world.n, which % 2)],
      };
      return what === 'audit'
        ? answer('POST /line-filings/:id/audit', { id: line.id }, { passed: which % 3 !== 0 }, line.version)
        : answer('POST /line-filings/:id/binding', { id: line.id }, body);
    }
    case 'order':
      return answer('POST /institutions/:code/restrictions', institution, { ...pick(GROUNDS, which)!, reason: '随机' });
    case 'disconnect':
      return answer('POST /institutions/:code/disconnection', institution, { reason: '随机' });
    default: {
      const found = await order();
      if (found === undefined) return 'nothing';
      const [path, body] = {
        rectify: ['rectification', { text: '已整改' }],
        ask: ['lift-request', { reason: '随机' }],
        lift: ['lifting', {}],
        review: ['review', { note: '随机' }],
      }[what] as [string, object];
      return answer(`POST /restrictions/:id/${path}`, { id: found.id }, body, found.version);
    }
  }
}

export const macOf = (n: number, second: number) =>
  `02:${[n >> 16, n >> 8, n, 0, second].map((byte) => (byte & 255).toString(16).padStart(2, '0')).join(':')}`;

const FORM = {
  institution: { address: '解放西街1号', contactName: '马建国', contactPhone: '0951-5012345' },
  system: {
    deployment: 'cloud',
    contactName: '李敏',
    contactPhone: '0951-5099999',
    test: { address: '10.20.0.8', port: 8443 },
    production: { address: '10.20.1.8', port: 443 },
  },
};

/** The next step of the table, by its people, with all that it requires. */
async function advance(company: Company, world: World, application: Record<string, string>): Promise<string | null> {
  const { onboarding } = company.profile;
  const step = onboarding.transitions.find((one) => one.from.includes(application.state!) && one.stated);
  if (step === undefined) return 'nothing';
  const params = { number: application.number };
  await supply(company, world, application, step);
  const taker = takerOf(world, company, step);
  const at = { ...params, step: step.name };
  const reason = step.requires.reason ? { reason: '随机' } : {};
  if (step.fourEyes) {
    const requester = company.people[step.by[0]!.level === 'province' ? 'nx.caseworker' : 'xingqing.caseworker']!;
    const asked = await call(company, requester, 'POST /applications/:number/transitions/:step/request', at, reason);
    if (typeof asked === 'string' && asked !== 'step-requested-already') return asked;
  }
  const body = { ...reason, ...(step.appoints.length > 0 ? { partner: 'partner' } : {}) };
  const taken = await call(company, taker, 'POST /applications/:number/transitions/:step', at, body);
  return typeof taken === 'string' ? taken : null;
}

function takerOf(world: World, company: Company, step: Transition): Actor {
  const [by] = step.by;
  if (by!.level !== null) return company.people[`${by!.level === 'province' ? 'nx' : 'xingqing'}.${by!.role}`]!;
  return by!.role === 'institution' ? world.people.at(-1)! : company.people['his-vendor.operator']!;
}

async function supply(company: Company, world: World, application: Record<string, string>, step: Transition): Promise<void> {
  const { onboarding } = company.profile;
  const { system } = company;
  const params = { number: application.number };
  const { requires } = step;
  if (step.name === 'submit')
    await system.query(
      `with file as (insert into document (id, institution_id, prov, city, div, sm3, name, media_type, bytes, uploaded_by, uploaded_at)
         select uuidv7(), id, prov, city, div, repeat('ab', 32), '材料', 'text/plain', 1, id, now() from institution where id = $1
         on conflict (institution_id, sm3, name) do update set name = excluded.name returning *)
       insert into application_material (id, application_id, institution_id, prov, city, div, code, document_id, sm3, handed_in_at, handed_in_by)
       select uuidv7(), $2, institution_id, prov, city, div, code, id, sm3, now(), institution_id from file, unnest($3::text[]) code on conflict do nothing`,
      [world.id, application.id, onboarding.materials.map((one) => one.code)],
    );
  if (requires.findings)
    await system.query(
      `insert into material_finding (id, material_id, institution_id, prov, city, div, conforms, found_by, found_by_name, found_at)
       select uuidv7(), id, institution_id, prov, city, div, true, institution_id, '甲', now() from application_material where application_id = $1 and replaced_at is null`,
      [application.id],
    );
  if (requires.conditions)
    await must(company, 'his-vendor.operator', 'POST /applications/:number/conditions', params, {
      conditions: onboarding.conditions.map((one) => one.code),
    });
  for (const code of requires.opinions) {
    const { level } = onboarding.opinions.find((one) => one.code === code)!;
    const who = level === 'province' ? 'nx.caseworker' : 'xingqing.caseworker';
    await must(company, who, 'POST /applications/:number/opinions', params, { code, agrees: true, opinion: '同意' });
  }
  if (requires.report) await plantReport(system, application.number!);
  const [report] = await system.query<{ sm3: string }>('select sm3 from test_report where application_id = $1 and replaced_at is null', [
    application.id,
  ]);
  const sealers: Record<string, string> = {
    'territorial-bureau': 'xingqing.approver',
    'platform-vendor': 'platform.operator',
    'connecting-party': 'his-vendor.operator',
  };
  for (const party of step.name === 'seal' ? requires.seals : []) {
    const who = party === 'institution' ? world.people.at(-1)! : company.people[sealers[party]!]!;
    await call(company, who, 'POST /applications/:number/seals', params, { party, sm3: report!.sm3 });
  }
}
