import { AdmissionTable, entryOf, type TransactionClass } from '@anjie/admission';
import { plainPolicy, Random, randomFacts, SAMPLE_RULES } from '@anjie/admission/testing';

/** What one decision costs: decide() on facts, and the gateway's look-up in a table of many institutions against a plain Map of objects. */
const INSTITUTIONS = 200_000;
const LOOKUPS = 400_000;
const ROUNDS = 5;
const CLASSES: readonly TransactionClass[] = ['query', 'settle', 'reverse', 'upload'];

export async function run() {
  const now = Date.UTC(2026, 10, 22);
  const random = new Random(7);
  const worlds = Array.from({ length: 5000 }, (_, index) => randomFacts(random, { rules: SAMPLE_RULES, now, index }));
  const entries = worlds.map((facts) => entryOf(facts, now));
  const table = new AdmissionTable();
  const plain = new Map<string, (typeof entries)[number]>();
  const addresses: string[] = [];
  for (let i = 0; i < INSTITUTIONS; i++) {
    const base = entries[i % entries.length]!;
    const ip = `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
    const entry = {
      ...base,
      institution: `${i.toString(16).padStart(8, '0')}-0000-7000-8000-000000000000`,
      code: `P${String(64_010_000_000 + i)}`,
      segments: base.segments.map((segment) => ({
        ...segment,
        bindings: [{ ip, environment: 'production' as const, macs: [], subscriber: null }],
      })) as unknown as typeof base.segments,
    };
    addresses.push(ip);
    plain.set(ip, entry);
    table.apply([{ institution: entry.institution, entry }], [], i === 0 ? [plainPolicy(base.policy)] : []);
  }
  const rows: Record<string, string | number>[] = [];
  const best = { decide: Number.POSITIVE_INFINITY, table: Number.POSITIVE_INFINITY, map: Number.POSITIVE_INFINITY };
  let admitted = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const decided = time(worlds.length, (i) => entryOf(worlds[i]!, now));
    const looked = time(LOOKUPS, (i) => {
      const found = table.lookup(addresses[(i * 7919) % INSTITUTIONS]!, 'production', now);
      if (found.kind === 'found' && table.verdict(found.row, 'production', CLASSES[i % CLASSES.length]!, now).ok) admitted++;
    });
    const mapped = time(LOOKUPS, (i) => {
      const entry = plain.get(addresses[(i * 7919) % INSTITUTIONS]!)!;
      const grant = entry.segments[0].grants.production;
      if (grant.admitted && !grant.reasons.some(({ denies }) => denies === 'all' || denies.includes(CLASSES[i % CLASSES.length]!)))
        admitted++;
    });
    rows.push({ round, 'decide µs': decided, 'table look-up µs': looked, 'map look-up µs': mapped });
    best.decide = Math.min(best.decide, decided);
    best.table = Math.min(best.table, looked);
    best.map = Math.min(best.map, mapped);
  }
  if (admitted === 0) throw new Error('nobody was admitted: the benchmark measures refusals alone');
  return {
    rounds: ROUNDS,
    rows,
    ratios: { 'table / map': round(best.table / best.map), 'decide / table': round(best.decide / best.table) },
  };
}

/** Microseconds each. */
function time(count: number, work: (i: number) => unknown): number {
  const began = process.hrtime.bigint();
  for (let i = 0; i < count; i++) work(i);
  return round(Number(process.hrtime.bigint() - began) / 1000 / count);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
