import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRegulations } from '@anjie/rulebook';
import { type AgreementInput, agreementFault, counterpartiesOf } from './agreement-rules.ts';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../../../..'));
const TODAY = '2026-03-02';
const signed: AgreementInput = {
  kind: 'security-agreement',
  signatories: { institution: true, bureau: true, firm: false },
  copies: 2,
  signedOn: '2026-03-01',
  validTo: null,
};
const fault = (code: string, change: Partial<AgreementInput>) => {
  const found = agreementFault(profiles.get(code)!, { ...signed, ...change }, TODAY);
  return found === null ? null : `${found.code} ${found.clause}`;
};
const both = { institution: true, bureau: true, firm: true };

test('TS-0, TS-5: a security agreement is signed by both parties, in two copies', () => {
  assert.equal(fault('130200', {}), null);
  for (const copies of [null, 1, 3]) assert.equal(fault('130200', { copies }), 'agreement-copies TS-5');
  for (const signatories of [both, { ...both, firm: false, institution: false }, { ...both, firm: false, bureau: false }])
    assert.equal(fault('130200', { signatories }), 'agreement-signatories TS-5');
});

test('an agreement that a text does not know is refused there, and the service agreement is another kind', () => {
  assert.equal(fault('140500', {}), 'agreement-kind-not-foreseen JC-14');
  assert.equal(fault('640000', {}), 'agreement-kind-not-foreseen NX-22');
  assert.equal(fault('130200', { kind: 'commitment' }), 'agreement-kind-not-foreseen TS-0');
  assert.equal(fault('100000', {}), 'agreement-kind-not-foreseen null');
});

test('NX-22: firm with institution and bureau, together or apart; never without the firm', () => {
  for (const kind of ['confidentiality-agreement', 'intellectual-property-agreement'] as const) {
    for (const signatories of [both, { ...both, bureau: false }, { ...both, institution: false }])
      assert.equal(fault('640000', { kind, signatories, copies: null }), null);
    assert.equal(fault('640000', { kind, copies: null }), 'agreement-signatories NX-22');
    assert.equal(fault('640000', { kind, signatories: { institution: false, bureau: false, firm: true } }), 'agreement-signatories NX-22');
  }
});

test('NX-附1: the commitment is the institution’s alone', () => {
  assert.equal(fault('640000', { kind: 'commitment', signatories: { institution: true, bureau: false, firm: false } }), null);
  assert.equal(fault('640000', { kind: 'commitment' }), 'agreement-signatories NX-附1');
});

test('NX-附5-3: a confidentiality agreement ends with the secret, not on a date', () => {
  const kind = 'confidentiality-agreement';
  assert.equal(fault('640000', { kind, signatories: both, validTo: '2027-01-01' }), 'agreement-end-date NX-附5-3');
  assert.equal(fault('640000', { kind: 'intellectual-property-agreement', signatories: both, validTo: '2027-01-01' }), null);
});

test('an agreement is recorded on the day it is signed or after', () => {
  assert.equal(fault('130200', { signedOn: TODAY }), null);
  assert.equal(fault('130200', { signedOn: '2026-03-03' }), 'agreement-signed-ahead null');
});

test('NX-22: two bilateral agreements hold as much as a tripartite one, kind by kind', () => {
  const of = (kind: string, institution: boolean, bureau: boolean) => ({ kind, firm: 'his-vendor', institution, bureau });
  assert.deepEqual(
    counterpartiesOf([
      of('confidentiality-agreement', true, false),
      of('confidentiality-agreement', false, true),
      of('intellectual-property-agreement', true, false),
      { ...of('commitment', true, false), firm: null },
    ]),
    [of('confidentiality-agreement', true, true), of('intellectual-property-agreement', true, false)],
  );
});
