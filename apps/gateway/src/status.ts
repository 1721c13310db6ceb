import type { Knowledge } from './knowledge.ts';

/** Conditions that a person should look at, as they stand, and how often each arose since start. */
export class Alarms {
  readonly #standing = new Set<string>();
  readonly counts = new Map<string, number>();

  set(name: string, stands: boolean): void {
    if (stands && !this.#standing.has(name)) this.count(name);
    if (stands) this.#standing.add(name);
    else this.#standing.delete(name);
  }

  /** Something that happened and is over. */
  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  standing(): string[] {
    return [...this.#standing].sort();
  }
}

/** Counters of traffic since start. */
export class Traffic {
  readonly byVerdict = new Map<string, number>();
  durationMs = 0;

  add(verdict: string, refusal: string | null, durationMs: number): void {
    const key = refusal === null ? verdict : `${verdict}:${refusal}`;
    this.byVerdict.set(key, (this.byVerdict.get(key) ?? 0) + 1);
    this.durationMs += durationMs;
  }
}

export interface StatusSources {
  readonly version: string;
  readonly mode: string;
  readonly id: string;
  readonly knowledge: Knowledge;
  readonly alarms: Alarms;
  readonly traffic: Traffic;
  readonly connections: () => number;
  readonly waitingRecords: () => number;
}

/** Answer of GET /health. `ok`: requests can be judged, and what they are judged by is not older than ten seconds. */
export function health({ version, mode, id, knowledge, alarms }: StatusSources) {
  return {
    ok: knowledge.state === 'ready' && !knowledge.retired && (knowledge.ageMs() ?? Number.POSITIVE_INFINITY) < 10_000,
    version,
    mode,
    gateway: id,
    epoch: knowledge.epoch,
    revision: knowledge.revision,
    /** since the server last confirmed what is known here; null: not since the start */
    knowledgeAgeMs: knowledge.ageMs(),
    state: knowledge.retired ? 'retired' : knowledge.state,
    reason: knowledge.reason,
    institutions: knowledge.institutions,
    withheld: knowledge.withheldCount,
    alarms: alarms.standing(),
  };
}

/** Answer of GET /metrics: Prometheus text exposition format 0.0.4. */
export function metrics({ knowledge, alarms, traffic, connections, waitingRecords }: StatusSources): string {
  const requests = [...traffic.byVerdict].map(([key, count]) => {
    const [verdict, refusal = ''] = key.split(':');
    return `anjie_gateway_requests_total{verdict="${verdict}",refusal="${refusal}"} ${count}`;
  });
  const raised = [...alarms.counts].map(([name, count]) => `anjie_gateway_alarms_total{alarm="${name}"} ${count}`);
  const gauges: [string, number | null][] = [
    ['anjie_gateway_revision', knowledge.revision],
    ['anjie_gateway_ready', knowledge.state === 'ready' && !knowledge.retired ? 1 : 0],
    ['anjie_gateway_institutions', knowledge.institutions],
    ['anjie_gateway_withheld', knowledge.withheldCount],
    ['anjie_gateway_connections', connections()],
    ['anjie_gateway_records_waiting', waitingRecords()],
  ];
  const age = knowledge.ageMs();
  if (age !== null) gauges.push(['anjie_gateway_knowledge_age_seconds', age / 1000]);
  return [
    '# TYPE anjie_gateway_requests_total counter',
    ...requests,
    '# TYPE anjie_gateway_request_duration_seconds_total counter',
    `anjie_gateway_request_duration_seconds_total ${traffic.durationMs / 1000}`,
    '# TYPE anjie_gateway_alarms_total counter',
    ...raised,
    ...gauges.flatMap(([name, value]) => [`# TYPE ${name} gauge`, `${name} ${value}`]),
    '',
  ].join('\n');
}
