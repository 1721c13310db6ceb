import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { en } from './en.ts';
import { zh } from './zh.ts';

const SOURCES = join(import.meta.dirname, '..');
const HAN = /\p{Script=Han}/u;
/** Marks between parts, which no language writes otherwise. */
const MARKS = /^[\s·×…+−—、；:：()（）]*$/u;

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
    assert.deepEqual(places(en[key as keyof typeof en]), places(text), key);
    if (key !== 'app.language') assert.ok(!HAN.test(en[key as keyof typeof en]), key);
    assert.ok(!/[!！]/.test(text), `${key}: no exclamation marks`);
  }
});

test('every key that a page asks for is there', () => {
  const asked = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key!));
  assert.ok(asked.length > 150);
  assert.deepEqual(
    [...new Set(asked)].filter((key) => !(key in zh)),
    [],
  );
});
