import type { AddressFact, Environment, FactPart, HeldFact, Interval, TerminalFact } from '@anjie/admission';
import { ENVIRONMENTS, holdsAt, outside } from '@anjie/admission';

/** Accepted filings and bindings of one institution; intervals in epoch milliseconds, `until` null while in force. */
export interface NetworkRecords {
  /** `root`: the application that a chain of changes began with */
  readonly lines: readonly (Interval & { id: string; root: string; carrier: string | null; subscriber: string | null })[];
  readonly addresses: readonly (Interval & { id: string; ip: string; environment: Environment })[];
  readonly terminals: readonly (Interval & { id: string; ip: string; mac: string })[];
  readonly bindings: readonly (Interval & { id: string; root: string; carrier: string; ip: string; mac: string })[];
  /** when a carrier was withdrawn in the institution's territory: its lines count for nothing then */
  readonly withdrawn: readonly (Interval & { carrier: string })[];
}

type Address = NetworkRecords['addresses'][number];
type Terminal = NetworkRecords['terminals'][number];

/**
 * What admission is to know of an institution's network, whole history included.
 *
 * A binding counts while a line of its chain and carrier is in force. As soon as the carrier has bound one filed terminal of an environment,
 * only bound ones count there (NX-8: the carrier MUST bind MAC to IP); before that the filed ones are listed, so that the refusal names the
 * binding that is missing and not the filing that is there.
 */
export function networkFacts(all: NetworkRecords): Omit<FactPart, 'institution'> {
  const records = { ...all, lines: all.lines.flatMap((line) => inService(line, all.withdrawn)) };
  const bound = new Runs<Environment>();
  const shown = new Runs<Address, string>();
  const behind = new Runs<Address, Terminal>();
  const points = turningPoints(records);
  for (const [i, from] of points.entries()) {
    const stretch = { from, until: points[i + 1] ?? null };
    for (const { environment, binding, pairs } of pictureAt(records, from)) {
      if (binding !== null) bound.add(environment, null, stretch, binding);
      for (const { address, subscriber, terminals } of pairs) {
        shown.add(address, subscriber ?? '', stretch, address.id);
        for (const terminal of terminals) behind.add(address, terminal, stretch, terminal.id);
      }
    }
  }
  const held: HeldFact[] = [
    ...records.lines.map(({ id, from, until }) => ({ kind: 'line' as const, environment: null, from, until, ref: id })),
    ...bound.all().map(({ key, from, until, ref }) => ({ kind: 'carrier-binding' as const, environment: key, from, until, ref })),
  ];
  const terminals = Map.groupBy(behind.all(), (run) => run.key);
  const addresses = shown.all().map(
    ({ key, detail, from, until, ref }): AddressFact => ({
      ip: key.ip,
      environment: key.environment,
      subscriber: detail === '' ? null : detail,
      terminals: (terminals.get(key) ?? []).map(
        (run): TerminalFact => ({ mac: run.detail!.mac, from: run.from, until: run.until, ref: run.ref }),
      ),
      from,
      until,
      ref,
    }),
  );
  const carriers = all.lines.flatMap(({ carrier, from, until }) => (carrier === null ? [] : [{ id: carrier, from, until }]));
  return { held, addresses, carriers };
}

type Line = NetworkRecords['lines'][number];

function inService(line: Line, withdrawn: NetworkRecords['withdrawn']): Line[] {
  const holes = withdrawn.filter((hole) => hole.carrier === line.carrier);
  return holes.length === 0 ? [line] : outside(line, holes).map((stretch) => ({ ...line, ...stretch }));
}

/** What counts at one instant, by environment. */
function pictureAt(records: NetworkRecords, t: number) {
  const lines = records.lines.filter((line) => holdsAt(line, t));
  const bindings = records.bindings.filter(
    (binding) => holdsAt(binding, t) && lines.some((line) => line.root === binding.root && line.carrier === binding.carrier),
  );
  const bindingOf = new Map(bindings.map((binding) => [`${binding.ip} ${binding.mac}`, binding]));
  const filed = Map.groupBy(
    records.terminals.filter((terminal) => holdsAt(terminal, t)),
    (terminal) => terminal.ip,
  );
  return ENVIRONMENTS.map((environment) => {
    const pairs = records.addresses
      .filter((address) => address.environment === environment && holdsAt(address, t))
      .map((address) => ({ address, subscriber: subscriberOf(address.ip, lines, bindings), terminals: filed.get(address.ip) ?? [] }));
    const isBound = (terminal: Terminal) => bindingOf.has(`${terminal.ip} ${terminal.mac}`);
    const first = pairs.flatMap((pair) => pair.terminals).find(isBound);
    if (first === undefined) return { environment, binding: null, pairs };
    const counted = pairs
      .map((pair) => ({ ...pair, terminals: pair.terminals.filter(isBound) }))
      .filter((pair) => pair.terminals.length > 0);
    return { environment, binding: bindingOf.get(`${first.ip} ${first.mac}`)!.id, pairs: counted };
  });
}

/** The VPDN subscriber an address is reached by: of the line it is bound on, else of the only line there is. */
function subscriberOf(ip: string, lines: NetworkRecords['lines'], bindings: NetworkRecords['bindings']): string | null {
  const root = bindings.find((binding) => binding.ip === ip)?.root;
  const line = root === undefined ? (lines.length === 1 ? lines[0] : undefined) : lines.find((one) => one.root === root);
  return line?.subscriber ?? null;
}

/** Instants at which the picture may change, ascending. */
function turningPoints(records: NetworkRecords): number[] {
  const intervals: Interval[] = [...records.lines, ...records.addresses, ...records.terminals, ...records.bindings];
  return [...new Set(intervals.flatMap(({ from, until }) => (until === null ? [from] : [from, until])))].sort((a, b) => a - b);
}

/** Joins neighbouring stretches of the same thing into one interval. */
class Runs<Key, Detail = null> {
  readonly #runs = new Map<Key, Map<Detail | null, { from: number; until: number | null; ref: string }[]>>();

  add(key: Key, detail: Detail | null, stretch: Interval, ref: string): void {
    const details = this.#runs.get(key) ?? new Map();
    this.#runs.set(key, details);
    const runs = details.get(detail) ?? [];
    details.set(detail, runs);
    const last = runs.at(-1);
    if (last !== undefined && last.until === stretch.from) last.until = stretch.until;
    else runs.push({ ...stretch, ref });
  }

  all() {
    return [...this.#runs].flatMap(([key, details]) =>
      [...details].flatMap(([detail, runs]) => runs.map((run) => ({ key, detail, ...run }))),
    );
  }
}
