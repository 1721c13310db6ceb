import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from './report.ts';
import { reportPage } from './report-page.ts';

const OLD = {
  campaign: { institution: { name: '示范药店', code: 'P64010400001' }, his: { name: '收银系统', version: '3.0' } },
  run: { number: 1, beganAt: '2026-05-01T00:00:00Z' },
  verdict: 'pass',
  coverage: { transactions: { covered: 1, required: 1 }, medTypes: { covered: 1, required: 1 }, share: 1, missing: [] },
  cases: [],
  partOne: [],
  partTwo: [],
  messages: { count: 0, chain: '' },
} as unknown as Report;

test('a run frozen before evidence was kept with it is printed, and says that it lists none', () => {
  assert.match(reportPage(OLD, { at: new Date(0), digest: 'ab' }), /封存时，证据文件尚不随报告入册/);
  assert.match(reportPage({ ...OLD, evidence: [] }, null), /没有存入证据文件/);
});
