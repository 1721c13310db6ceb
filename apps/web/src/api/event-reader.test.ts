import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventReader } from './event-reader.ts';

test('events are read whole, wherever the stream is cut, and a comment only keeps the line open', () => {
  const read = eventReader();
  assert.deepEqual(read('data: {"a"'), []);
  assert.deepEqual(read(':1}\n'), []);
  assert.deepEqual(read('\n: still here\n\nda'), ['{"a":1}', null]);
  assert.deepEqual(read('ta: x\ndata:y\r\n\r\n'), ['x\ny']);
});
