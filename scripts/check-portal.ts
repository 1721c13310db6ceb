import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';
import { OPENED, readAddresses } from '../e2e/addresses.ts';
import { type BrowserFeature, OLDEST, SCRIPT_FEATURES, STYLE_FEATURES, STYLES_BY_SCRIPT } from './browser-features.ts';

/**
 * The portal as it is built: every address is walked by the browser tests, and no file asks of a browser what Chromium 100 does not have.
 * antd writes its styles by script, so that scripts are read for styles too.
 */
function unwalked(): string[] {
  const paths = readAddresses().map((one) => one.path);
  return [
    ...paths
      .filter((path) => !(path in OPENED))
      .map((path) => `${path}：e2e/addresses.ts 未写明怎样打开 / e2e/addresses.ts does not say how it is opened`),
    ...Object.keys(OPENED)
      .filter((path) => !paths.includes(path))
      .map((path) => `${path}：e2e/addresses.ts 所写的地址不存在 / in e2e/addresses.ts, but no address of the portal`),
  ];
}

/** The uses of what is too new in a text, with what stands around each. What `@supports` asks is no use. */
export function tooNew(given: string, features: readonly BrowserFeature[]): string[] {
  const text = given.replaceAll(/@supports[^{]*/g, '');
  return features
    .filter((feature) => feature.since > OLDEST && feature.harmless === undefined)
    .flatMap(({ name, since, pattern }) => {
      const found = pattern.exec(text);
      return found === null
        ? []
        : [`${name} (Chromium ${since}): …${text.slice(Math.max(0, found.index - 60), found.index + 60).replaceAll('\n', ' ')}…`];
    });
}

function builtFiles(folder: string): string[] {
  const built = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'apps/web', '--logLevel', 'error', '--outDir', folder, '--emptyOutDir'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(`${built.stdout}${built.stderr}`);
  return globSync('assets/*.{js,css}', { cwd: folder });
}

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-portal-'));
  try {
    const files = builtFiles(folder);
    const faults = files.flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const found = file.endsWith('.css')
        ? tooNew(text, STYLE_FEATURES)
        : [...tooNew(text, SCRIPT_FEATURES), ...tooNew(text, STYLES_BY_SCRIPT)];
      return found.map((fault) => `${file}: ${fault}`);
    });
    const all = [...unwalked(), ...faults];
    for (const fault of all) process.stdout.write(`✗ ${fault}\n`);
    return all.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exit(main());
