import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flattened, rowsOf } from './rule-rows.ts';

const rows = (profile: Record<string, unknown>) => flattened(profile, (text) => text.zh, '默认');

test('a rule with its clause is one row, and says what the text leaves open', () => {
  const found = rows({ code: '640000', window: { value: { amount: 5, unit: 'working-day' }, clause: 'NX-20(2)', stated: false } });
  assert.deepEqual([...found], [['window', '5 working-day（NX-20(2)，默认）']]);
});

test('rows of a list are called by their names: another order is no difference', () => {
  const one = {
    materials: [
      { code: 'a', title: { zh: '甲', en: 'A' } },
      { code: 'b', title: { zh: '乙', en: 'B' } },
    ],
  };
  const other = { materials: [...one.materials].reverse() };
  assert.deepEqual(
    rowsOf([rows(one), rows(other)]).filter((row) => row.differs),
    [],
  );
});

test('a rule that one place lacks is a difference', () => {
  const [row] = rowsOf([rows({ census: { level: 'province' } }), rows({ census: { absent: true } })]);
  assert.deepEqual(row, { path: 'census.level', values: ['province', undefined], differs: true });
});
