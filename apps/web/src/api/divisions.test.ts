import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Division, divisionOptions, nameOf } from './divisions.ts';

const division = (code: string, name: string, level: string, parent: string | null): [string, Division] => [
  code,
  { code, name, level, parent },
];
const ALL = new Map([
  division('140000', '山西省', 'province', null),
  division('140100', '太原市', 'city', '140000'),
  division('640000', '宁夏回族自治区', 'province', null),
  division('640100', '银川市', 'city', '640000'),
  division('640104', '兴庆区', 'county', '640100'),
  division('640200', '石嘴山市', 'city', '640000'),
]);
const codes = (territory: string, ...levels: string[]) => divisionOptions(ALL, territory, levels).map(({ value }) => value);

test('a province chooses among its own cities and counties, a city among its own, the nation among all', () => {
  assert.deepEqual(codes('640000', 'city'), ['640100', '640200']);
  assert.deepEqual(codes('640000', 'city', 'county'), ['640100', '640104', '640200']);
  assert.deepEqual(codes('640100', 'city', 'county'), ['640100', '640104']);
  assert.deepEqual(codes('100000', 'city'), ['140100', '640100', '640200']);
  assert.deepEqual(codes('640104', 'city'), []);
});

test('a division is offered by its name with its city, and its code', () => {
  assert.deepEqual(divisionOptions(ALL, '640104', ['county']), [{ value: '640104', label: '银川市兴庆区（640104）' }]);
  assert.equal(nameOf(ALL, '999999'), '999999');
});
