import assert from 'node:assert/strict';
import { test } from 'node:test';
import { together } from './together.ts';

test('what is asked for in one turn goes in one request, each key once, and no request is larger than a page', async () => {
  const requests: (readonly number[])[] = [];
  const ask = together<number, string>(3, async (keys) => {
    requests.push(keys);
    return new Map(keys.filter((key) => key !== 4).map((key) => [key, `n${key}`]));
  });
  assert.deepEqual(await Promise.all([1, 2, 1, 3, 4].map(ask)), ['n1', 'n2', 'n1', 'n3', undefined]);
  assert.deepEqual(requests, [[1, 2, 3], [4]]);
  assert.equal(await ask(1), 'n1');
  assert.equal(requests.length, 3, 'the next turn asks anew');
});

test('a request that fails fails for those alone who asked in it', async () => {
  const ask = together<number, string>(1, async ([key]) => {
    if (key === 2) throw new Error('refused');
    return new Map([[key!, 'found']]);
  });
  const [one, two] = await Promise.allSettled([ask(1), ask(2)]);
  assert.equal(one.status, 'fulfilled');
  assert.equal(two.status, 'rejected');
});
