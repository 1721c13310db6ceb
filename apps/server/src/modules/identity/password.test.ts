import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordFault, SILENT_TEXT } from './password.ts';

test('NX-13: a password of the product lacks what the profile’s rule names, length first', () => {
  const rule = { minLength: 8, classes: ['upper', 'lower', 'digit', 'symbol'] };
  assert.equal(passwordFault('Aa1#', rule), '≥ 8');
  assert.equal(passwordFault('abcdef1#', rule), 'upper');
  assert.equal(passwordFault('ABCDEF1#', rule), 'lower');
  assert.equal(passwordFault('Abcdefg#', rule), 'digit');
  assert.equal(passwordFault('Abcdefg1', rule), 'symbol');
  assert.equal(passwordFault('Abcdef1#', rule), null);
});

test('where the text is silent, length alone counts', () => {
  assert.equal(passwordFault('elevenchars', SILENT_TEXT), '≥ 12');
  assert.equal(passwordFault('twelve chars', SILENT_TEXT), null);
});
