import type { FastifyInstance } from 'fastify';

/** A value read when /metrics is asked for. */
export interface Gauge {
  /** below anjie_server_ */
  readonly name: string;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

const BUCKETS_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

interface Observed {
  readonly byStatus: Map<number, number>;
  /** the last one: longer than every bucket */
  readonly buckets: number[];
  seconds: number;
}

/**
 * Counts every request by method, route and status and answers GET /metrics in Prometheus text format 0.0.4. Routes stand as their
 * patterns, never as addresses: a code of an institution is no label.
 *
 * @param gauges what else is told; a gauge that cannot be read is left out by its owner, never an error here
 */
export function serveMetrics(app: FastifyInstance, gauges: () => Promise<readonly Gauge[]>): void {
  const observed = new Map<string, Observed>();
  app.addHook('onResponse', async (request, reply) => {
    const labels = labelled({ method: request.method, route: request.routeOptions.url ?? 'none' });
    let one = observed.get(labels);
    if (one === undefined) {
      one = { byStatus: new Map(), buckets: new Array(BUCKETS_SECONDS.length + 1).fill(0), seconds: 0 };
      observed.set(labels, one);
    }
    const seconds = reply.elapsedTime / 1000;
    const bucket = BUCKETS_SECONDS.findIndex((limit) => seconds <= limit);
    one.byStatus.set(reply.statusCode, (one.byStatus.get(reply.statusCode) ?? 0) + 1);
    one.buckets[bucket === -1 ? BUCKETS_SECONDS.length : bucket]! += 1;
    one.seconds += seconds;
  });
  app.get('/metrics', async (_, reply) => {
    const text = [...requestLines(observed), ...gaugeLines(await gauges()), ''].join('\n');
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
  });
}

function requestLines(observed: ReadonlyMap<string, Observed>): string[] {
  const counters: string[] = [];
  const durations: string[] = [];
  for (const [labels, one] of observed) {
    for (const [status, count] of one.byStatus) counters.push(`anjie_server_requests_total{${labels},status="${status}"} ${count}`);
    let below = 0;
    for (const [i, count] of one.buckets.entries()) {
      below += count;
      durations.push(`anjie_server_request_duration_seconds_bucket{${labels},le="${BUCKETS_SECONDS[i] ?? '+Inf'}"} ${below}`);
    }
    durations.push(`anjie_server_request_duration_seconds_sum{${labels}} ${one.seconds}`);
    durations.push(`anjie_server_request_duration_seconds_count{${labels}} ${below}`);
  }
  return [
    '# HELP anjie_server_requests_total requests answered, by method, route and status',
    '# TYPE anjie_server_requests_total counter',
    ...counters,
    '# HELP anjie_server_request_duration_seconds time from the request to the end of its answer',
    '# TYPE anjie_server_request_duration_seconds histogram',
    ...durations,
  ];
}

function gaugeLines(gauges: readonly Gauge[]): string[] {
  return [...Map.groupBy(gauges, (gauge) => gauge.name)].flatMap(([name, same]) => [
    `# HELP anjie_server_${name} ${same[0]!.help}`,
    `# TYPE anjie_server_${name} gauge`,
    ...same.map(({ labels, value }) => `anjie_server_${name}${labels === undefined ? '' : `{${labelled(labels)}}`} ${value}`),
  ]);
}

function labelled(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\\n]/g, (mark) => (mark === '\n' ? '\\n' : `\\${mark}`))}"`)
    .join(',');
}
