import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOf, filterTitle, type ListShape, parametersOf } from './list-shape.ts';

const text = (zh: string) => ({ zh, en: zh });
const SHAPE: ListShape = {
  name: 'institutions',
  title: text('机构'),
  columns: [
    { name: 'code', title: text('编码'), grade: '公开', words: null },
    { name: 'name', title: text('名称'), grade: '公开', words: null },
    { name: 'contactName', title: text('联系人'), grade: '个人', words: null },
    { name: 'filedAt', title: text('提交'), grade: '内部', words: null },
  ],
  filters: ['name', 'code', 'filedAtFrom'],
  sorts: ['code', 'name'],
};

test('an address restores the view: filters, order and columns, in their order', () => {
  const asked = askedOf(SHAPE, new URLSearchParams('name=药店&sort=name&columns=name,code,nonsense&other=1'));
  assert.deepEqual(asked, { filter: { name: '药店' }, sort: 'name', columns: ['name', 'code'] });
  assert.deepEqual(parametersOf(asked), { name: '药店', sort: 'name', columns: 'name,code' });
});

test('columns that identify persons are shown only where they were chosen', () => {
  assert.deepEqual(askedOf(SHAPE, new URLSearchParams()).columns, ['code', 'name', 'filedAt']);
  assert.deepEqual(askedOf(SHAPE, new URLSearchParams('columns=contactName')).columns, ['contactName']);
});

test('one end of a period is called by its column', () => {
  const title = (filter: string) => filterTitle(SHAPE, filter, (one) => one.zh, { from: '起', to: '止' });
  assert.deepEqual([title('name'), title('filedAtFrom'), title('ip')], ['名称', '提交起', 'ip']);
});
