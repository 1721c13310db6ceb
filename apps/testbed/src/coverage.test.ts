import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverage } from './coverage.ts';
import type { CareCategory } from './suite/suite.ts';

const BASE: CareCategory = {
  id: 'base',
  zh: '基础业务',
  en: 'base',
  institutions: ['pharmacy'],
  med_type: [],
  transactions: ['1101', '9001'],
};
const PHARMACY: CareCategory = { ...BASE, id: 'pharmacy', zh: '药店购药', med_type: ['41'], transactions: ['2102'] };

test('NX-附3.1-4: where no acceptance list is given, only the institution’s own care categories are demanded', () => {
  const covered = coverage([BASE, PHARMACY], [], [], new Set(['1101', '9001']), [], []);
  assert.deepEqual([covered.transactions, covered.share], [{ covered: 2, required: 2 }, 1]);
});

test('a territory’s acceptance list demands transactions beyond the categories, once each, and says that it is the list', () => {
  const covered = coverage([BASE, PHARMACY], [], ['1101', '5301'], new Set(['1101', '9001']), [], []);
  assert.deepEqual(covered.transactions, { covered: 2, required: 3 });
  assert.deepEqual(
    covered.missing.map((one) => [one.code, one.of]),
    [['5301', '当地验收清单']],
  );
  assert.ok(covered.share < 1);
});
