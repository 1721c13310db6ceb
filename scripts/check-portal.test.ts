import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCRIPT_FEATURES, STYLE_FEATURES } from './browser-features.ts';
import { tooNew } from './check-portal.ts';

test('a script that asks for what came after Chromium 100 is found; what was there, or is asked for first, is not', () => {
  for (const text of [
    'a.toSorted()',
    'Map.groupBy(rows,f)',
    'm.values().map(f)',
    'AbortSignal.timeout(9)',
    'new URL(a);URL.canParse(a)',
    'x=/[a--b]/v;',
  ])
    assert.equal(tooNew(text, SCRIPT_FEATURES).length, 1, text);
  for (const text of [
    'structuredClone(a)',
    'a.at(-1)',
    'a.findLast(f)',
    'crypto.randomUUID()',
    'Object.hasOwn(a,b)',
    'document.startViewTransition(f)',
  ])
    assert.deepEqual(tooNew(text, SCRIPT_FEATURES), [], text);
});

test('a style that asks for what came after Chromium 100 is found; layers and is() are not', () => {
  for (const text of [
    'a:has(b){}',
    '@container (width > 1px){}',
    'a{height:100dvh}',
    'a{color:color-mix(in srgb,red,blue)}',
    'a{b:c; &:hover{d:e}}',
  ])
    assert.ok(tooNew(text, STYLE_FEATURES).length >= 1, text);
  for (const text of ['@layer a{b{c:d}}', ':is(a,b){c:d}', 'a{inset:0;aspect-ratio:1}', 'a{text-wrap:balance}'])
    assert.deepEqual(tooNew(text, STYLE_FEATURES), [], text);
});
