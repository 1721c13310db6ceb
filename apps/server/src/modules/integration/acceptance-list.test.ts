import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateSm2Key, publicKeyPem } from '@anjie/guomi';
import { loadRegulations, type Profile } from '@anjie/rulebook';
import { signedRun } from '@anjie/test-system';
import { demandedBy, leftOut } from './acceptance-list.ts';
import { type BedReport, frozenRun, verifyRun } from './frozen-run.ts';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../../../..'));
const plain = profiles.get('640000')!;
const listed: Profile = {
  ...plain,
  jointTest: {
    certification: { absent: true },
    acceptance: {
      stated: false,
      note: '示例',
      value: [
        { kind: 'hospital', medTypes: [], transactions: ['1101', '5301'] },
        { kind: 'hospital', medTypes: ['21'], transactions: ['4101', '1101'] },
        { kind: 'pharmacy', medTypes: [], transactions: ['3501'] },
      ],
    },
  },
};

test('NX-附3.1: no held text has an acceptance list, and none is assumed', () => {
  for (const profile of profiles.values()) assert.deepEqual(demandedBy(profile, 'hospital', undefined), [], profile.code);
});

test('an acceptance list demands by kind and by medical category, each transaction once', () => {
  assert.deepEqual(demandedBy(listed, 'hospital', ['11']), ['1101', '5301']);
  assert.deepEqual(demandedBy(listed, 'hospital', ['11', '21']), ['1101', '5301', '4101']);
  assert.deepEqual(demandedBy(listed, 'hospital', undefined), ['1101', '5301', '4101']);
  assert.deepEqual(demandedBy(listed, 'pharmacy', ['41']), ['3501']);
});

test('a run that was not asked for what the list demands owes it', () => {
  const signer = generateSm2Key();
  const of = { reference: 'X', institution: 'P64010400001', system: 's', release: '1', testItems: [], records: [] };
  const verified = verifyRun(frozenRun.parse(signedRun(signer, of)), publicKeyPem(signer.publicKey));
  assert.ok('report' in verified);
  const { report } = verified;
  assert.deepEqual(leftOut(report, plain, 'pharmacy'), []);
  assert.deepEqual(
    leftOut(report, listed, 'pharmacy').map((one) => one.code),
    ['3501'],
  );
  const asked: BedReport = { ...report, campaign: { ...report.campaign, scope: { med_type: ['41'], transaction: ['3501'] } } };
  assert.deepEqual(leftOut(asked, listed, 'pharmacy'), []);
});
