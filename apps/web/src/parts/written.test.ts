import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, merged } from './conflicting.ts';
import { fieldOf, written } from './written.ts';

test('a refusal names the field by its path in the body, and no field where it is about another part', () => {
  assert.deepEqual(fieldOf('body.system.test.port'), ['system', 'test', 'port']);
  assert.deepEqual(fieldOf('body.macs.0'), ['macs', 0]);
  assert.deepEqual([fieldOf('params.code'), fieldOf('body'), fieldOf(null)], [null, null, null]);
});

test('what was left empty is not sent, and no is an answer', () => {
  assert.deepEqual(written({ a: ' x ', b: '', c: null, d: undefined, e: false, f: 0, g: { h: '' } }), { a: 'x', e: false, f: 0, g: {} });
});

test('a conflict shows the fields that I wrote and that stand otherwise, and takes theirs where I give mine up', () => {
  const mine = { name: '新名', form: { port: 1, address: 'a' } };
  const rows = differences(mine, { name: '别名', form: { port: 2, address: 'a' }, version: 3 });
  assert.deepEqual(rows, [
    { path: 'name', mine: '新名', theirs: '别名' },
    { path: 'form.port', mine: 1, theirs: 2 },
  ]);
  assert.deepEqual(merged(mine, rows.slice(1)), { name: '新名', form: { port: 2, address: 'a' } });
  assert.equal(mine.form.port, 1);
});
