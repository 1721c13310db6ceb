import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf } from './notification.ts';

test('a notice leads to where the thing is done, and nowhere where it has no page', () => {
  const of = (topic: string, object: string | null, institution: string | null = null) => pageOf({ topic, object, institution });
  assert.equal(of('application', '640104-2026-00001'), '/applications/640104-2026-00001');
  assert.equal(of('filing', 'x', 'P64010400011'), '/filings?institution=P64010400011');
  assert.equal(of('amendment', 'x', 'P64010400011'), '/institutions/P64010400011/record');
  assert.equal(of('restriction-proposal', 'x', 'P64010400011'), '/restrictions?institution=P64010400011');
  assert.equal(of('clock', 'x', 'P64010400011'), '/institutions/P64010400011');
  assert.equal(of('calendar-notice', 'x'), null);
});
