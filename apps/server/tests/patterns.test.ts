import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

/**
 * Who sends a text that a regular expression of ours tries in ever more ways stops a process for everybody (CWE-1333). Every pattern of the
 * processes that meet outside text is tried with texts pumped of its own letters; what counts is the processor time of one thread, not the clock.
 */
const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = [
  'apps/server/src',
  'apps/gateway/src',
  'apps/testbed/src',
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/src`),
];
const NOT_SHIPPED = /\.(test|scene)\.ts$|\/generated\/|^packages\/(test-system|simulated-platform)\//;

/** What may stand before a regular expression; a division, or an address within a string, is tried too and does no harm. */
const LITERAL = /(?<=[(,=:[!&|?{};>\s]|return |^)\/(?![*/])((?:[^\\/\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/gm;

interface Pattern {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

function patterns(): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      const place = `${folder}/${name}`;
      if (!name.endsWith('.ts') || NOT_SHIPPED.test(place)) continue;
      for (const [, source, flags] of readFileSync(join(ROOT, place), 'utf8').matchAll(LITERAL)) {
        // A sticky or global pattern tried from the start is the pattern itself.
        const one = { place, source: source!, flags: flags!.replaceAll(/[gyd]/g, '') };
        if (compiles(one)) found.set(`${one.source}/${one.flags}`, one);
      }
    }
  return [...found.values()];
}

/** What tables of formats hold: `"pattern": "^T\\d{9}$"`. */
const TABLED = /"(?:pattern|looksLike|matches)": ("(?:[^"\\]|\\.)*")/g;

function tabledPatterns(): Pattern[] {
  return ['packages', 'apps/testbed/src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json') && !name.includes('node_modules'))
      .flatMap((name) => {
        const place = `${folder}/${name}`;
        const said = readFileSync(join(ROOT, place), 'utf8').matchAll(TABLED);
        return [...said].map(([, text]) => ({ place, source: JSON.parse(text!) as string, flags: '' }));
      }),
  );
}

function compiles({ source, flags }: Pattern): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

const LENGTH = 20_000;
const LETTERS = 10;

/** Texts of one letter, and of two in turn, taken from the pattern itself and from each class it names, ended by what fits nothing. */
function attacks(source: string): string[] {
  const letters = new Set<string>();
  for (const [named, letter] of [
    ['\\d', '0'],
    ['\\w', 'a'],
    ['\\s', ' '],
    ['.', 'x'],
    ['a-z', 'b'],
    ['A-Z', 'B'],
    ['\\p{', '中'],
  ] as const)
    if (source.includes(named)) letters.add(letter);
  for (const letter of source.replaceAll(/\\[a-zA-Z]|[\\^$()[\]{}|?*+]/g, '')) letters.add(letter);
  const used = [...letters].slice(0, LETTERS);
  const pumps = [...used, ...used.flatMap((one) => used.filter((other) => other !== one).map((other) => one + other))];
  // What the pattern begins with, but for a letter that it repeats: what comes after may be the slow part.
  const head = /^\^?([\w :=-]*)(?![?*+{])/.exec(source)?.[1] ?? '';
  return [...new Set(['', head])].flatMap((begun) => pumps.map((pump) => `${begun}${pump.repeat(LENGTH / pump.length)}\u0001\n\u0000`));
}

const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const pattern = new RegExp(workerData.source, workerData.flags);
for (const text of workerData.texts) {
  const before = process.threadCpuUsage();
  pattern.test(text);
  const { user, system } = process.threadCpuUsage(before);
  parentPort.postMessage(user + system);
}
`;
const BUDGET_US = 400_000;
const GIVEN_UP_MS = 60_000;

/** Processor time of the worst text, in microseconds; infinite where it does not end. */
function worst(source: string, flags: string, texts: readonly string[], givenUpMs = GIVEN_UP_MS): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { eval: true, workerData: { source, flags, texts } });
    let most = 0;
    const timer = setTimeout(() => {
      most = Number.POSITIVE_INFINITY;
      void worker.terminate();
    }, givenUpMs);
    worker.on('message', (spent: number) => {
      most = Math.max(most, spent);
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(most);
    });
  });
}

test('CWE-1333: the trial finds a pattern that tries ever more ways', async () => {
  for (const source of ['^(a+)+$', '(x+x+)+y', '^(\\w+\\s?)*$'])
    assert.ok((await worst(source, '', attacks(source), 3000)) > BUDGET_US, source);
  assert.ok((await worst('^[a-z]+$', '', attacks('^[a-z]+$'))) < BUDGET_US);
});

test('CWE-1333: no regular expression that meets outside text takes more than its share of any text', async () => {
  const [written, tabled] = [patterns(), tabledPatterns()];
  assert.ok(written.length > 150 && tabled.length > 20, `${written.length} and ${tabled.length} patterns`);
  const all = new Map([...written, ...tabled].map((one) => [`${one.source}/${one.flags}`, one])).values();
  const slow: string[] = [];
  for (const { place, source, flags } of all) {
    const spent = await worst(source, flags, attacks(source));
    if (spent > BUDGET_US) slow.push(`${place} /${source}/${flags}: ${spent} µs`);
  }
  assert.deepEqual(slow, []);
});
