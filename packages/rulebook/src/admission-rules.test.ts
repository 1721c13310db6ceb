import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decide, type Environment, type Facts, HELD_KINDS, type RestrictionKind } from '@anjie/admission';
import { admissionRules, gatewayPolicy, loadRegulations, type Profile } from './index.ts';
import { GATEWAY_REFUSALS } from './machine-schema.ts';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../..'));
const always = { from: 0, until: null };
const NOW = 1_000_000;

/** An institution that holds everything that any profile could ask for, less what is left out. */
function facts(code: string, without: readonly string[] = [], restriction?: RestrictionKind): Facts {
  const terminals = without.includes('terminal') ? [] : [{ ...always, mac: '00:11:22:33:44:55', ref: 't' }];
  const address = (environment: Environment) => ({ ...always, ip: '10.1.1.1', environment, ref: 'a', terminals, subscriber: null });
  return {
    institution: {
      id: 'i',
      code: 'P64010000001',
      kind: 'pharmacy',
      prov: code,
      city: code,
      div: code,
      registeredAt: 0,
      systems: [],
      carriers: [],
    },
    held: HELD_KINDS.filter((kind) => !without.includes(kind)).map((kind) => ({ ...always, kind, environment: null, ref: kind })),
    addresses: without.includes('address') ? [] : [address('production'), address('test')],
    restrictions: restriction ? [{ ...always, kind: restriction, ref: 'r', clause: 'NX-18', stated: true, by: 'a bureau' }] : [],
    rules: admissionRules(profiles.get(code) as Profile),
  };
}

/** Codes and clauses that refuse when the fact is missing; nothing else may then refuse. */
function refusedWithout(code: string, fact: string, environment: Environment): string[] {
  const { admitted, reasons } = decide(facts(code, [fact]), NOW).grants[environment];
  assert.equal(admitted, reasons.length === 0);
  return reasons.map((one) => `${one.code} ${one.clause}`);
}

test('an institution that holds everything is admitted in every jurisdiction', () => {
  for (const code of profiles.keys()) {
    const { grants } = decide(facts(code), NOW);
    assert.deepEqual([grants.production.reasons, grants.test.reasons], [[], []], code);
  }
});

test('NX-8: an unfiled address, a line of no carrier and a MAC the carrier has not bound are refused', () => {
  assert.ok(refusedWithout('640000', 'address', 'production').includes('address-not-filed NX-8'));
  assert.deepEqual(refusedWithout('640000', 'line', 'production'), ['line-not-filed NX-8']);
  assert.deepEqual(refusedWithout('640000', 'carrier-binding', 'production'), ['mac-not-bound-by-carrier NX-8']);
});

test('NX-6: a terminal that is not on file is refused', () => {
  assert.deepEqual(refusedWithout('640000', 'terminal', 'production'), ['terminal-not-filed NX-6']);
  assert.deepEqual(refusedWithout('640000', 'service-agreement', 'production'), ['no-service-agreement NX-6']);
});

test('NX-20(3): without the agreeing feedback production is refused, and the test environment is not', () => {
  assert.deepEqual(refusedWithout('640000', 'connection-consent', 'production'), ['no-connection-consent NX-20(3)']);
  assert.deepEqual(refusedWithout('640000', 'connection-consent', 'test'), []);
});

test('NX-20(2): before the evaluation is passed the joint test is refused', () => {
  assert.deepEqual(refusedWithout('640000', 'test-consent', 'test'), ['no-test-consent NX-20(2)']);
  assert.deepEqual(refusedWithout('640000', 'test-consent', 'production'), []);
});

test('JC-6: without a carrier’s dedicated line or VPDN the connection is refused', () => {
  assert.deepEqual(refusedWithout('140500', 'line', 'production'), ['line-not-filed JC-6']);
  assert.deepEqual(refusedWithout('140500', 'line', 'test'), ['line-not-filed JC-6']);
});

test('JC-7: without the network test or the system test production is refused', () => {
  assert.deepEqual(refusedWithout('140500', 'network-test', 'production'), ['network-test-missing JC-7']);
  assert.deepEqual(refusedWithout('140500', 'system-test', 'production'), ['system-test-missing JC-7']);
});

test('TS-0: without the security agreement both environments are refused', () => {
  for (const environment of ['production', 'test'] as const)
    assert.deepEqual(refusedWithout('130200', 'security-agreement', environment), ['no-security-agreement TS-0']);
});

test('TS-2(3): without the connection application procedure production is refused', () => {
  assert.deepEqual(refusedWithout('130200', 'connection-procedure', 'production'), ['connection-procedure-missing TS-2(3)']);
});

test('where the text names no address, the address on file is asked for all the same, and said to be ours', () => {
  for (const [code, clause] of [
    ['140500', 'JC-6'],
    ['130200', 'TS-2(3)'],
  ] as const) {
    const [reason] = decide(facts(code, ['address']), NOW).grants.production.reasons;
    assert.deepEqual([reason?.code, reason?.clause, reason?.stated], ['address-not-filed', clause, false]);
  }
});

test('what a gateway refuses of its own it refuses by the clause of the jurisdiction, and where no text is held by our own rule', () => {
  const cited = (code: string) => {
    const { refusals } = gatewayPolicy(profiles.get(code) as Profile);
    const row = (name: string) => `${refusals[name]?.clause}${refusals[name]?.stated ? '' : '*'}`;
    return ['unknown-source', 'binding-mismatch', 'wrong-environment', 'institution-mismatch', 'body-unreadable', 'replayed']
      .map(row)
      .join(' ');
  };
  assert.equal(cited('640000'), 'NX-8 NX-8 NX-20(4) NX-9 NX-19* 本系统规则*');
  assert.equal(cited('140500'), 'JC-6* JC-6* JC-7* JC-11 接口规范* 本系统规则*');
  assert.equal(cited('130200'), 'TS-2(3)* TS-2(3)* TS-2(3)* TS-1(3)* 接口规范* 本系统规则*');
  assert.equal(cited('140000'), '本系统规则* 本系统规则* 本系统规则* 本系统规则* 接口规范* 本系统规则*');
});

test('what one jurisdiction asks for, no other asks for', () => {
  for (const fact of ['connection-consent', 'terminal', 'carrier-binding']) {
    assert.deepEqual(refusedWithout('140500', fact, 'production'), [], fact);
    assert.deepEqual(refusedWithout('130200', fact, 'production'), [], fact);
  }
  for (const code of ['140000', '130000', '100000']) assert.deepEqual(refusedWithout(code, 'line', 'production'), []);
});

test('each of the nine restrictions takes away what its row says, in every jurisdiction', () => {
  for (const code of profiles.keys()) {
    const denies = (kind: RestrictionKind) => decide(facts(code, [], kind), NOW).grants.production.reasons.map((one) => one.denies);
    for (const kind of ['cut-off', 'system-suspension', 'permission-stop', 'agreement-termination', 'blacklist'] as const)
      assert.deepEqual(denies(kind), ['all']);
    for (const kind of ['settlement-suspension', 'settlement-termination'] as const) assert.deepEqual(denies(kind), [['settle']]);
    assert.deepEqual([denies('upload-pause'), denies('disbursement-stop')], [[['upload']], [[]]]);
  }
});

test('TS-4: who is stopped in Tangshan is told to apply to the office that imposed it', () => {
  const [reason] = decide(facts('130200', [], 'permission-stop'), NOW).grants.production.reasons;
  assert.match(reason!.mend.zh, /信息化建设领导小组办公室/);
});

test('every refusal fits: reason, clause and mending share the 200 characters of err_msg', () => {
  for (const profile of profiles.values()) {
    const rules = admissionRules(profile);
    const policy = gatewayPolicy(profile);
    assert.deepEqual(Object.keys(policy.refusals).sort(), [...GATEWAY_REFUSALS].sort());
    for (const row of [...rules.requirements, ...rules.restrictions, ...Object.values(policy.refusals)])
      assert.ok([...row.what.zh, ...row.mend.zh].length <= 120, row.what.zh);
  }
});

test('durations reach the gateway in milliseconds', () => {
  const { replayWindowMs, drainMs, maxBodyBytes, onCutOff } = gatewayPolicy(profiles.get('640000') as Profile);
  assert.deepEqual([replayWindowMs, drainMs, maxBodyBytes, onCutOff], [600_000, 10_000, 4_194_304, 'drain']);
});
