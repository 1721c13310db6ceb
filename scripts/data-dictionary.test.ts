import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dictionaryFaults } from './data-dictionary.ts';

const dictionary = {
  grades: { 公开: {}, 个人: {} },
  retentions: { dossier: {} },
  tables: {
    bureau: {
      means: { zh: '医保局', en: 'bureaus' },
      retention: 'dossier',
      columns: { id: ['公开', '主键', 'key'], name: ['公开', '名称', 'name'] },
    },
  },
};

test('a dictionary that lists the columns of the database has no faults', () => {
  assert.deepEqual(dictionaryFaults(dictionary, new Map([['bureau', ['id', 'name']]])), []);
});

test('a column of the database that the dictionary lacks is named, and one that it has in excess', () => {
  const faults = dictionaryFaults(dictionary, new Map([['bureau', ['id', 'level']]]));
  assert.equal(faults.length, 2);
  assert.match(faults[0]!, /^apps\/server\/migrations\/data-dictionary\.yaml tables\.bureau\.columns\.name: .*no such column/);
  assert.match(faults[1]!, /tables\.bureau\.columns\.level: .*missing/);
});

test('an unknown grade and an unknown retention are named', () => {
  const wrong = { ...dictionary, tables: { bureau: { ...dictionary.tables.bureau, columns: { id: ['秘密', '主键', 'key', 'never'] } } } };
  const faults = dictionaryFaults(wrong, new Map([['bureau', ['id']]]));
  assert.match(faults[0]!, /tables\.bureau\.columns\.id: 没有“秘密”这一等级/);
  assert.match(faults[1]!, /没有“never”/);
});
