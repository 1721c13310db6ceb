import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';

/** Every installed package carries a licence of the allow-list; AGPL and GPL code is never linked. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'MIT OR Apache-2.0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'PostgreSQL',
  'Python-2.0',
  'OFL-1.1',
  'MPL-2.0',
  '(MIT OR CC0-1.0)',
  '(MIT OR Apache-2.0)',
  'Apache-2.0 OR MIT',
  'BSD',
  'WTFPL',
]);

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { link?: boolean; optional?: boolean }>;
};
const faults: string[] = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.startsWith('node_modules/') || entry.link) continue;
  const file = join(ROOT, path, 'package.json');
  if (!existsSync(file)) {
    if (!entry.optional) faults.push(`${path}: 未安装 / not installed`);
    continue;
  }
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: string | { type: string } };
  const name = typeof license === 'object' ? license.type : license;
  if (name === undefined || !ALLOWED.has(name)) faults.push(`${path}: ${name ?? '没有许可证 / no licence'}`);
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);
