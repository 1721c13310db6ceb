import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { print } from '../command.ts';
import { ROOT } from '../installation.ts';

const WEB = join(ROOT, 'apps/web');
const BUILT = join(WEB, 'dist');
/** What the built portal depends on: its own sources, the contract, and what is installed. */
const SOURCES = [
  'apps/web/{index.html,package.json,vite.config.ts}',
  'apps/web/src/**/*',
  'packages/contract/src/**/*.ts',
  'package-lock.json',
];

/**
 * The folder of the built portal, built now where it is missing or older than its sources (a few seconds). Where it cannot be built, the one
 * that is there is taken; with none, null: the API alone is served, and why is said.
 */
export function preparePortal(): string | null {
  const mark = join(BUILT, '.built-from');
  const digest = digestOfSources();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return BUILT;
  print('正在构建门户，约需几秒 … / building the portal, a few seconds …');
  const fault = build(digest);
  if (fault === null) return BUILT;
  const old = existsSync(join(BUILT, 'index.html'));
  print(
    old
      ? `门户未能重新构建，沿用上次的 / the portal could not be built again, the last one is served:\n${fault}`
      : `门户未能构建，只提供接口 / the portal could not be built, the API alone is served:\n${fault}`,
  );
  return old ? BUILT : null;
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Builds beside the old one and changes places at the end: two starts at once leave one whole portal. Says what went wrong, or null. */
function build(digest: string): string | null {
  const made = join(WEB, `dist-${process.pid}`);
  try {
    const vite = join(dirname(createRequire(join(WEB, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
    const result = spawnSync(process.execPath, [vite, 'build', WEB, '--outDir', made, '--logLevel', 'error'], {
      cwd: WEB,
      encoding: 'utf8',
    });
    if (result.status !== 0) return `${result.stdout}${result.stderr}`.trim();
    writeFileSync(join(made, '.built-from'), digest);
    rmSync(BUILT, { recursive: true, force: true });
    renameSync(made, BUILT);
    return null;
  } catch (error) {
    return existsSync(join(BUILT, '.built-from')) && readFileSync(join(BUILT, '.built-from'), 'utf8') === digest
      ? null
      : (error as Error).message;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
