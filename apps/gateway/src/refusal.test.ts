import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { policy } from '../tests/world.ts';
import { refuse, sentenceOf } from './refusal.ts';

test('a sentence is never longer than its limit, and keeps clause and remedy whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 60, max: 200 }), (detail, limit) => {
      const sentence = sentenceOf(refuse('unknown-source', policy(), detail), limit);
      assert.ok([...sentence].length <= limit);
      assert.ok(sentence.endsWith('（依据 NX-8）。请先备案接入地址'), sentence);
    }),
  );
});

test('where a text is silent the sentence says so and claims no basis', () => {
  const { refusals } = policy();
  const silent = { ...policy(), refusals: { ...refusals, replayed: { ...refusals.replayed!, stated: false } } };
  assert.match(sentenceOf(refuse('replayed', silent), 200), /（参照 NX-9）/);
  assert.match(sentenceOf(refuse('outcome-unknown', policy()), 200), /（本系统规则）.*2601/);
});
