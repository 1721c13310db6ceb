import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { AREAS, type Area, type Language } from './areas.ts';

const SOURCES = join(import.meta.dirname, '..');
const HAN = /\p{Script=Han}/u;
/** Marks between parts, which no language writes otherwise. */
const MARKS = /^[\s·×…+−—、；:：()（）]*$/u;

const areas = Object.keys(AREAS) as Area[];
const wordsOf = async (area: Area, language: Language): Promise<Record<string, string>> => AREAS[area][language]();
const together = async (language: Language) =>
  Object.assign({}, ...(await Promise.all(areas.map((area) => wordsOf(area, language))))) as Record<string, string>;
const zh = await together('zh');
const en = await together('en');

const files = globSync('**/*.{ts,tsx}', { cwd: SOURCES })
  .filter((file) => !file.startsWith('words/') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
  .map((file) => join(SOURCES, file));

/** Text that a page would show without the language files: words between tags, and Chinese anywhere. */
function strayIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    const shown = ts.isJsxText(node)
      ? node.text
      : ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
        ? node.text
        : null;
    if (shown !== null && (HAN.test(shown) || (ts.isJsxText(node) && !MARKS.test(shown)))) {
      found.push(`${relative(SOURCES, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${shown.trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no text stands outside the language files', () => {
  assert.ok(files.length > 30);
  assert.deepEqual(files.flatMap(strayIn), []);
});

test('every key has its words in both languages, with the same places to fill', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [key, text] of Object.entries(zh)) {
    assert.deepEqual(places(en[key]!), places(text), key);
    if (key !== 'app.language') assert.ok(!HAN.test(en[key]!), key);
    assert.ok(!/[!！]/.test(text), `${key}: no exclamation marks`);
  }
});

const keysIn = (file: string) => [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key!);

/** The file and all that comes with it: what it imports, and what that imports; not what is loaded later. */
function withImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+\.tsx?)';/gm)) {
    withImports(join(dirname(file), path!), found);
  }
  return found;
}

/** The keys that a script asks for and none of these areas holds. */
async function missing(script: string, held: readonly Area[]): Promise<string[]> {
  const words = new Set((await Promise.all(held.map((area) => wordsOf(area, 'zh')))).flatMap((one) => Object.keys(one)));
  const asked = [...withImports(script)].filter((file) => !file.includes('/words/')).flatMap(keysIn);
  return [...new Set(asked)].filter((key) => !words.has(key));
}

test('every key that a page asks for is there', () => {
  const asked = files.flatMap(keysIn);
  assert.ok(asked.length > 150);
  assert.deepEqual(
    [...new Set(asked)].filter((key) => !(key in zh)),
    [],
  );
});

test('no key stands in two areas', async () => {
  const keys = (await Promise.all(areas.map((area) => wordsOf(area, 'zh')))).flatMap((words) => Object.keys(words));
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
});

test('what the login page says is in the first script', async () => {
  assert.deepEqual(await missing(join(SOURCES, 'main.tsx'), ['start']), []);
});

test('a page that is loaded later brings the words that it says', async () => {
  const LATER = /(?:lazy|withWords)\(\s*\(\) => import\('([^']+)'\)((?:,\s*'\w+')*),?\s*\)/g;
  const wrong: Record<string, string[]> = {};
  let seen = 0;
  for (const file of files) {
    for (const [, path, named] of readFileSync(file, 'utf8').matchAll(LATER)) {
      const held = [...named!.matchAll(/'(\w+)'/g)].map(([, area]) => area as Area);
      const page = join(dirname(file), path!);
      const keys = await missing(page, ['start', 'inside', ...held]);
      seen += 1;
      if (keys.length > 0) wrong[relative(SOURCES, page)] = keys;
    }
  }
  assert.ok(seen > 20);
  assert.deepEqual(wrong, {});
});
