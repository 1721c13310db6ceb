/**
 * Random worlds for property tests here, in the server and in the gateway. A world is the facts of one institution under given rules; instants
 * lie on a coarse grid around `now`, so that ends and beginnings coincide. About a third of the worlds are admitted to production at `now`.
 */
import type {
  AddressFact,
  AdmissionRules,
  Facts,
  HeldFact,
  HeldKind,
  Interval,
  RequirementRow,
  RestrictionFact,
  RestrictionRow,
} from '../src/index.ts';
import { ENVIRONMENTS, HELD_KINDS } from '../src/index.ts';
import { Random } from './random.ts';

export const GRID_MS = 3_600_000;

export interface WorldSetting {
  readonly rules: AdmissionRules;
  /** epoch ms */
  readonly now: number;
  /** makes code and address unique; `sharedAddresses` lets a few institutions follow each other on one address */
  readonly index: number;
  readonly sharedAddresses?: number;
}

const DIVISIONS = [
  { prov: '640000', city: '640100', div: '640104' },
  { prov: '640000', city: '640200', div: '640202' },
  { prov: '140000', city: '140500', div: '140502' },
  { prov: '130000', city: '130200', div: '130202' },
] as const;

/** `count` worlds from one seed. */
export function* randomWorlds(seed: number, count: number, setting: Omit<WorldSetting, 'index'>): Generator<Facts> {
  const random = new Random(seed);
  for (let index = 0; index < count; index++) yield randomFacts(random, { ...setting, index });
}

export function randomFacts(random: Random, setting: WorldSetting): Facts {
  const { rules, now, index } = setting;
  const sound = random.chance(1 / 3);
  const kind = random.pick(['hospital', 'pharmacy']);
  const required = rules.requirements.filter(
    (row) => row.environments.includes('production') && (row.kinds === null || row.kinds.includes(kind)),
  );
  const grave = rules.restrictions.filter((row) => row.denies === 'all' && row.environments.includes('production'));
  const fatal: (RequirementRow | RestrictionRow)[] = [...required.filter((row) => row.denies === 'all'), ...grave];
  const flaw = sound || fatal.length === 0 ? null : random.pick(fatal);
  const lacking = sound ? [] : random.some(required, random.pick([0, 0.2, 0.4])).map((row) => row.requires);
  const flaws = flaw !== null && 'requires' in flaw ? [flaw.requires, ...lacking] : lacking;
  const ordered = flaw !== null && 'kind' in flaw ? [flaw] : [];
  const needed = HELD_KINDS.filter((held) => required.some((row) => row.requires === held));
  const others = HELD_KINDS.filter((held) => !needed.includes(held));
  const division = random.pick(DIVISIONS);
  return {
    institution: {
      id: random.uuid(),
      code: `${kind === 'pharmacy' ? 'P' : 'H'}${division.div}${String(index).padStart(5, '0')}`,
      kind,
      ...division,
      registeredAt: now - random.whole(100, 2000) * GRID_MS,
      systems: random.some(['system-a', 'system-b'], 0.5).map((id) => ({ id, ...around(random, now) })),
      carriers: random.some(['carrier-a', 'carrier-b'], 0.5).map((id) => ({ id, ...around(random, now) })),
    },
    held: random.shuffled([
      ...needed.flatMap((held) => heldFacts(random, held, now, !flaws.includes(held))),
      ...random.some(others, 0.6).flatMap((held) => heldFacts(random, held, now, random.chance(0.5))),
    ]),
    addresses: addressFacts(random, setting, !flaws.includes('address'), !flaws.includes('terminal')),
    restrictions: restrictionFacts(random, rules.restrictions, now, sound, ordered),
    rules,
  };
}

function heldFacts(random: Random, kind: HeldKind, now: number, heldNow: boolean): HeldFact[] {
  const environment = (): HeldFact['environment'] => random.pick([null, null, ...ENVIRONMENTS]);
  const past = random.chance(0.4) ? [{ ...before(random, now), environment: environment() }] : [];
  const later = random.chance(0.2) ? [{ ...after(random, now), environment: environment() }] : [];
  const present = heldNow ? [{ ...around(random, now), environment: random.pick([null, 'production' as const]) }] : [];
  return [...past, ...later, ...present].map((interval) => ({ kind, ...interval, ref: random.uuid() }));
}

function addressFacts(random: Random, setting: WorldSetting, filed: boolean, withTerminal: boolean): AddressFact[] {
  const { now, index } = setting;
  const make = (environment: AddressFact['environment'], interval: Interval, terminal: boolean): AddressFact => ({
    ip: addressOf(random, setting, environment),
    environment,
    ...interval,
    ref: random.uuid(),
    subscriber: random.chance(0.3) ? `vpdn-${index}` : null,
    terminals: [
      ...(terminal ? [terminalFact(random, around(random, now))] : []),
      ...(random.chance(0.3) ? [terminalFact(random, before(random, now))] : []),
      ...(random.chance(0.2) ? [terminalFact(random, after(random, now))] : []),
    ],
  });
  return random.shuffled([
    ...(filed ? [make('production', around(random, now), withTerminal)] : []),
    ...(random.chance(0.2) ? [make('production', before(random, now), random.chance(0.5))] : []),
    ...(random.chance(0.1) ? [make('production', after(random, now), random.chance(0.5))] : []),
    ...(random.chance(0.4) ? [make('test', around(random, now), random.chance(0.8))] : []),
  ]);
}

function addressOf(random: Random, setting: WorldSetting, environment: AddressFact['environment']): string {
  if (setting.sharedAddresses !== undefined && random.chance(0.5)) return `10.255.0.${random.whole(1, setting.sharedAddresses)}`;
  const second = environment === 'production' ? 16 : 32;
  if (random.chance(0.1)) return `fd00::${second}:${(setting.index + 1).toString(16)}`;
  return `10.${second + (setting.index >> 16)}.${(setting.index >> 8) & 255}.${setting.index & 255}`;
}

function terminalFact(random: Random, interval: Interval): AddressFact['terminals'][number] {
  const mac = Array.from({ length: 6 }, () => random.whole(0, 255).toString(16).padStart(2, '0')).join(':');
  return { mac, ref: random.uuid(), ...interval };
}

function restrictionFacts(
  random: Random,
  rows: readonly RestrictionRow[],
  now: number,
  sound: boolean,
  ordered: readonly RestrictionRow[],
): RestrictionFact[] {
  const order = (row: RestrictionRow, interval: Interval): RestrictionFact => ({
    kind: row.kind,
    ref: random.uuid(),
    clause: random.pick(['NX-18', 'NX-20(末)', 'JC-14', 'TS-4']),
    stated: random.chance(0.8),
    by: random.pick(['宁夏回族自治区医疗保障局', '银川市医疗保障局']),
    ...interval,
  });
  const harmless = rows.filter((row) => row.denies !== 'all' || !row.environments.includes('production'));
  return random.shuffled([
    ...[...ordered, ...random.some(sound ? harmless : rows, 0.07)].map((row) => order(row, around(random, now))),
    ...random.some(rows, 0.08).map((row) => order(row, before(random, now))),
    ...random.some(rows, 0.05).map((row) => order(row, after(random, now))),
  ]);
}

function around(random: Random, now: number): Interval {
  return { from: now - random.whole(0, 40) * GRID_MS, until: random.chance(0.6) ? null : now + random.whole(1, 30) * GRID_MS };
}

function before(random: Random, now: number): Interval {
  const until = now - random.whole(0, 20) * GRID_MS;
  return { from: until - random.whole(0, 40) * GRID_MS, until };
}

function after(random: Random, now: number): Interval {
  const from = now + random.whole(1, 20) * GRID_MS;
  return { from, until: random.chance(0.5) ? null : from + random.whole(0, 20) * GRID_MS };
}
