import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { guidePictures, PICTURES } from './guide-pictures.ts';

const MOST_BYTES = 1_500_000;

test('every picture that the user guide shows is there, with words for who does not see it, and no other', () => {
  const named = guidePictures();
  assert.ok(named.length >= 10, `${named.length}`);
  for (const { name, words } of named) assert.ok(words.length >= 4, `${name}: ${words}`);
  assert.deepEqual(readdirSync(PICTURES).sort(), [...new Set(named.map(({ name }) => `${name}.webp`))].sort());
});

test('the pictures of the user guide weigh less than 1.5 MB in all', () => {
  const bytes = readdirSync(PICTURES).reduce((sum, name) => sum + statSync(join(PICTURES, name)).size, 0);
  assert.ok(bytes < MOST_BYTES, `${bytes}`);
});
