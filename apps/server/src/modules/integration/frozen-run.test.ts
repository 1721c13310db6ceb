import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateSm2Key, publicKeyPem } from '@anjie/guomi';
import { loadRegulations } from '@anjie/rulebook';
import { type RunFlaws, signedRun } from '@anjie/test-system';
import { type BedReport, contentOf, foreignTo, frozenRun, owedOf, verifyRun } from './frozen-run.ts';

const { onboarding } = loadRegulations(join(import.meta.dirname, '../../../../..')).profiles.get('640000')!;
const signer = generateSm2Key();
const pem = publicKeyPem(signer.publicKey);
const clauses = onboarding.testItems.map((one) => one.clause);
const of = {
  reference: '640104-2026-00001',
  institution: 'P64010400001',
  system: 'his-1',
  release: '1.0',
  testItems: clauses,
  records: onboarding.assessmentItems.map((one) => one.code),
};
const tested = { number: of.reference, institution: of.institution, system: of.system, release: of.release };

function reportOf(flaws: RunFlaws = {}): BedReport {
  const verified = verifyRun(frozenRun.parse(signedRun(signer, of, flaws)), pem);
  assert.ok('report' in verified);
  return verified.report;
}

test('NX-附3.1: the six test items of the profile are the six clauses of the text', () => {
  assert.deepEqual(
    clauses,
    [1, 2, 3, 4, 5, 6].map((n) => `NX-附3.1-${n}`),
  );
});

test('NX-附3: a changed report, a changed digest and a foreign signature are each seen, whatever key the document brings', () => {
  const run = frozenRun.parse(signedRun(signer, of));
  assert.deepEqual(verifyRun({ ...run, report: { ...run.report, verdict: 'better' } }, pem), { flaw: 'digest' });
  assert.deepEqual(verifyRun({ ...run, digest: '0'.repeat(64) }, pem), { flaw: 'digest' });
  const forged = frozenRun.parse(signedRun(generateSm2Key(), of));
  assert.deepEqual(verifyRun(forged, pem), { flaw: 'signature' });
  assert.deepEqual(verifyRun({ ...run, signature: 'AAAA' }, pem), { flaw: 'signature' });
});

test('NX-附3: a run of another application, institution, system or version is not this one’s', () => {
  const report = reportOf();
  assert.equal(foreignTo(report, tested), null);
  for (const [name, value] of Object.entries({ number: 'X-2026-00002', institution: 'P64010400002', system: 'his-2', release: '1.1' }))
    assert.equal(foreignTo(report, { ...tested, [name]: value })?.rule, value, name);
});

test('NX-附3.1-4, NX-附3.1-5: full coverage is a list of what is missing, empty for a whole report', () => {
  assert.deepEqual(owedOf(reportOf(), onboarding), []);
  const owed = owedOf(reportOf({ waiting: [clauses[0]!], missing: ['2103'], unrecorded: ['1a', '10b'] }), onboarding);
  assert.deepEqual(
    owed.map((one) => `${one.kind}:${one.code}`),
    ['test-item:card-reading', 'transaction:2103', 'record:1a', 'record:10b'],
  );
});

test('NX-附3: the conclusion follows from the items: one that failed makes the report a failed one', () => {
  assert.equal(contentOf(reportOf(), onboarding).passed, true);
  const failed = contentOf(reportOf({ failed: [clauses[2]!] }), onboarding);
  assert.deepEqual([failed.passed, failed.items[2]!.passed, failed.records.length], [false, false, 32]);
});
