import { globSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from '@anjie/test-system';

/** One benchmark, side by side in one run. Machines are shared and noisy: the ratios are the figures, not the absolute times. */
export interface Bench {
  readonly rounds: number;
  readonly rows: readonly Record<string, string | number>[];
  readonly ratios: Readonly<Record<string, number>>;
}

const name = process.argv[2];
const known = globSync('bench/*.bench.ts', { cwd: ROOT }).map((file) => basename(file, '.bench.ts'));
if (name === undefined || !known.includes(name)) {
  process.stderr.write(`npm run bench -- NAME\n  ${known.join('\n  ')}\n`);
  process.exit(2);
}
const { run } = (await import(join(ROOT, 'bench', `${name}.bench.ts`))) as { run: () => Promise<Bench> };
const { rounds, rows, ratios } = await run();
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
process.stdout.write(`${JSON.stringify({ name, machine, rounds, rows, ratios }, null, 2)}\n`);
process.exit(0);
