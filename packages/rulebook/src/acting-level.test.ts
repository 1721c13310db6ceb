import assert from 'node:assert/strict';
import test from 'node:test';
import { actingLevel } from './acting-level.ts';

const district = { city: '640100', div: '640104' };
const ownUnit = { city: '130200', div: '130200' };

test('TS-1(5), TS-4: the office sits at the city; NX-4: the leading group at the region', () => {
  assert.equal(actingLevel('office', { code: '130200' }, { city: '130200', div: '130203' }), 'city');
  assert.equal(actingLevel('leading-group', { code: '640000' }, district), 'province');
});

test('the territory of a district’s institution is the county, that of a city’s own unit the city', () => {
  assert.equal(actingLevel('territory', { code: '640000' }, district), 'county');
  assert.equal(actingLevel('territory', { code: '130200' }, ownUnit), 'city');
  assert.equal(actingLevel('county', { code: '140500' }, { city: '140500', div: '140500' }), 'city');
});

test('the ordering level is that of the order', () => {
  assert.equal(actingLevel('ordering', { code: '640000' }, district, 'province'), 'province');
  assert.equal(actingLevel('ordering', { code: '640000' }, district), 'county');
});
