import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsOf, PLACES, placeOf } from './menu.ts';

test('a few places stand one below the other; many are put in groups, none is lost', () => {
  assert.deepEqual(groupsOf(PLACES.slice(0, 12)), [{ group: null, places: PLACES.slice(0, 12) }]);
  const groups = groupsOf(PLACES);
  assert.ok(groups.length > 3 && groups.every(({ group }) => group !== null));
  assert.deepEqual(groups.flatMap(({ places }) => places.map((place) => place.path)).sort(), PLACES.map((place) => place.path).sort());
});

test('a page belongs to one place of the menu: the one whose address it begins with', () => {
  assert.equal(placeOf(PLACES, '/'), '/');
  assert.equal(placeOf(PLACES, '/institutions/P64010400001/record'), '/institutions');
  assert.equal(placeOf(PLACES, '/audit-chain'), '/audit-chain');
  assert.equal(placeOf(PLACES, '/security'), null);
});
