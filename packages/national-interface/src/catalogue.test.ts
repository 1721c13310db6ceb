import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, codeTable, findTransaction, LAYERS, provinceLayer } from './catalogue.ts';
import { compileTransaction } from './compile-transaction.ts';
import { isClassified } from './transaction-class.ts';

test('every transaction of the catalogue compiles in every layer and has a class', () => {
  assert.equal(catalogue().size, 217);
  for (const infno of catalogue().keys()) {
    for (const layer of ['', ...LAYERS]) assert.ok(compileTransaction(infno, layer)?.exact, `${infno} in layer "${layer}"`);
    assert.ok(isClassified(infno), `${infno} has a class`);
  }
});

test('every code table that a field names is there, and no field stands twice in a node', () => {
  for (const row of catalogue().values()) {
    for (const [name, , , fields] of [...row.input, ...row.output]) {
      assert.equal(new Set(fields.map((field) => field[0])).size, fields.length, `${row.infno} ${name}`);
      for (const [field, , , , table] of fields) {
        if (table) assert.ok(codeTable(table), `${row.infno} ${name}.${field}: ${table}`);
      }
    }
  }
});

test('a layer overrides only what the national layer has', () => {
  for (const code of LAYERS) {
    for (const [infno, sides] of Object.entries(provinceLayer(code)!.transactions)) {
      const row = catalogue().get(infno);
      assert.ok(row, `${code} ${infno}`);
      for (const side of ['input', 'output'] as const) {
        for (const [node, fields] of Object.entries(sides[side] ?? {})) {
          const known = new Set(row[side].filter((one) => one[0] === node).flatMap((one) => one[3].map((field) => field[0])));
          for (const name of Object.keys(fields)) assert.ok(known.has(name), `${code} ${infno} ${side}.${node}.${name}`);
        }
      }
    }
  }
});

test('a letter variant that the catalogue lacks is judged by its number, an unknown number by nothing', () => {
  assert.deepEqual([findTransaction('2207A')?.row.infno, findTransaction('2207A')?.exact], ['2207', false]);
  assert.deepEqual([findTransaction('2203A')?.row.infno, findTransaction('2203A')?.exact], ['2203A', true]);
  assert.equal(findTransaction('8888'), null);
  assert.equal(findTransaction('__proto__'), null);
});
