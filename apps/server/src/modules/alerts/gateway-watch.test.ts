import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGatewayWatch, type HeardGateway } from './gateway-watch.ts';

const AT = Date.parse('2026-03-02T02:00:00Z');
const heard = (code: string, secondsAgo: number): HeardGateway => ({ code, prov: '640000', seenAt: new Date(AT - secondsAgo * 1000) });

test('NX-18: a gateway is lost once it has been silent for as long as is set, and not before', () => {
  let steady = 0;
  const watch = createGatewayWatch(() => steady);
  steady = 60_000;
  const lost = watch.lost([heard('a', 119), heard('b', 120), heard('c', 3600)], new Date(AT), 120);
  assert.deepEqual(
    lost.map(({ gateway, seconds }) => [gateway.code, seconds]),
    [
      ['b', 120],
      ['c', 3600],
    ],
  );
});

test('after a start, and after the clock of a demonstration was moved, each gateway may speak first', () => {
  let steady = 0;
  const watch = createGatewayWatch(() => steady);
  const lost = () => watch.lost([heard('a', 3600)], new Date(AT), 120).length;
  steady = 24_999;
  assert.equal(lost(), 0);
  steady = 25_000;
  assert.equal(lost(), 1);
  watch.moved();
  assert.equal(lost(), 0);
  steady = 50_000;
  assert.equal(lost(), 1);
});
