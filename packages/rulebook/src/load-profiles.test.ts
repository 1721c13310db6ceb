import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  addressAllowed,
  applyOverlays,
  checkFiles,
  compileRegulations,
  deserialise,
  diffProfiles,
  loadOverlays,
  loadProfiles,
  type Profile,
  profileFor,
  RegulationsInvalid,
  readRegulations,
  serialise,
} from './index.ts';
import { isTree } from './inherit.ts';

const folder = readRegulations(join(import.meta.dirname, '../../..'));
const { profiles, catalogue, overlays, problems } = compileRegulations(folder);
const of = (code: string) => profiles.get(code) as Profile;

/** Problems of the real profiles with one of them replaced in a few places. */
function broken(code: string, ...changes: [string, string][]): string[] {
  const files = folder.profiles.map((one) => {
    if (!one.file.endsWith(`${code}.yaml`)) return one;
    const content = changes.reduce((text, [from, to]) => {
      assert.ok(text.includes(from), from);
      return text.replace(from, to);
    }, one.content);
    return { ...one, content };
  });
  return loadProfiles(files, catalogue).problems.map((p) => `${p.file.slice(-11, -5)} ${p.path} ${p.rule}`);
}

function* leaves(value: unknown, path: string): Generator<{ path: string; leaf: Record<string, unknown> }> {
  if (Array.isArray(value)) for (const [i, one] of value.entries()) yield* leaves(one, `${path}.${i}`);
  else if (isTree(value)) {
    if ('stated' in value) yield { path, leaf: value };
    for (const [key, one] of Object.entries(value)) yield* leaves(one, path ? `${path}.${key}` : key);
  }
}

test('the regulations that are there hold', () => {
  assert.deepEqual(problems, []);
  assert.deepEqual([...profiles.keys()].sort(), ['100000', '130000', '130200', '140000', '140500', '640000']);
});

test('the county’s profile is in force before the city’s, the province’s and the national one', () => {
  assert.equal(profileFor(profiles, { prov: '640000', city: '640100', div: '640104' }).code, '640000');
  assert.equal(profileFor(profiles, { prov: '140000', city: '140500', div: '140521' }).code, '140500');
  assert.equal(profileFor(profiles, { prov: '140000', city: '140100', div: '140105' }).code, '140000');
  assert.equal(profileFor(profiles, { prov: '410000', city: '410100', div: '410102' }).code, '100000');
});

test('no value of NX leaks to JC, TS or a province without a text: each stated value cites a text of its own line', () => {
  const lines: Record<string, string[]> = {
    100000: ['GJ'],
    140000: ['GJ'],
    130000: ['GJ'],
    140500: ['GJ', 'JC'],
    130200: ['GJ', 'TS'],
    640000: ['GJ', 'NX'],
  };
  for (const profile of profiles.values())
    for (const { path, leaf } of leaves(profile, '')) {
      if (leaf.stated === true)
        assert.ok(lines[profile.code]?.includes(String(leaf.clause).slice(0, 2)), `${profile.code} ${path} ${leaf.clause}`);
    }
  for (const code of ['140500', '130200', '140000', '130000']) {
    const { password, addresses, mlps, backups } = of(code);
    for (const leaf of [password.minLength, password.changeEvery, addresses.perInstitution, mlps.certificateLevel, backups.databaseCopies])
      assert.equal(leaf.absent, true);
  }
});

test('every number of the texts stands in a profile, at its clause', () => {
  const [nx, jc, ts] = [of('640000'), of('140500'), of('130200')];
  const deadline = (name: string) => nx.onboarding.transitions.find((one) => one.name === name)?.deadline;
  assert.deepEqual([nx.operators.min.value, nx.addresses.perInstitution.value?.max, nx.password.minLength.value], [1, 1, 8]);
  assert.deepEqual([nx.password.changeEvery.value?.amount, nx.mlps.certificateLevel.value, nx.mlps.yearly.value?.amount], [90, 3, 1]);
  assert.deepEqual([deadline('evaluate-passed')?.amount, deadline('appoint-partner')?.amount, nx.onboarding.seals.length], [5, 10, 4]);
  assert.deepEqual([deadline('evaluate-passed')?.startEvent, deadline('appoint-partner')?.startEvent], ['receive', 'evaluate-passed']);
  assert.deepEqual(
    nx.incidents.resultClock.map((one) => [one.level, one.amount, one.unit]),
    [
      ['重大', null, 'at-once'],
      ['较大', 1, 'hour'],
      ['一般', 2, 'hour'],
    ],
  );
  assert.deepEqual([nx.incidents.virusResponse.value?.amount, nx.backups.databaseCopies.value, nx.codes.standards.value], [30, 2, 15]);
  assert.deepEqual([nx.onboarding.materials.length, nx.onboarding.conditions.length, nx.onboarding.testItems.length], [5, 4, 6]);
  assert.deepEqual(
    [jc.carriers.count.value, jc.sanctions.ladder.map((one) => one.from), jc.training.courses.map((one) => one.min)],
    [3, [1, 2, 3, 3], [2, 2]],
  );
  assert.deepEqual(jc.incidents.summary.value?.clock, { amount: 24, unit: 'hour', startEvent: 'handled', endEvent: 'summary-reported' });
  assert.deepEqual([ts.changes.resign.value?.amount, ts.changes.resign.value?.unit, ts.agreements.copies.value], [20, 'working-day', 2]);
  assert.equal(of('100000').mlps.standard.value, '网络安全等级保护2.0');
});

test('GJ refuses nobody: the national profile has no row of admission, and no text is held for Shanxi and Hebei', () => {
  for (const code of ['100000', '140000', '130000']) assert.deepEqual(of(code).admission.requirements, {});
  assert.match(of('140000').silence?.en ?? '', /no text held/);
  assert.deepEqual(diffProfiles(of('100000'), of('140000')), []);
});

test('an error names the file that wrote the key, the path in it and the rule', () => {
  assert.deepEqual(broken('640000', ['minLength: { value: 8,', 'minLength: { value: eight,']), ['640000 password.minLength.value type']);
  assert.deepEqual(broken('640000', ['minLength: { value: 8, clause: NX-13,', 'minLength: { value: 8,']), [
    '640000 password.minLength.clause stated-needs-clause',
  ]);
  assert.deepEqual(broken('640000', ['password:\n', 'pasword:\n']), ['640000 pasword unknown-key']);
  assert.deepEqual(broken('140500', ['clause: JC-12', 'clause: NX-13']), ['140500 password.lending.clause clause-of-another-jurisdiction']);
  assert.deepEqual(broken('140500', ['clause: JC-12', 'clause: JC-99']), ['140500 password.lending.clause clause-unknown']);
  assert.deepEqual(broken('100000', ['    replayed:', '    replayd:']), ['100000 gateway.refusals.replayd unknown-key']);
  assert.deepEqual(broken('140500', ['parent: "140000"', 'parent: "990000"']), ['140500 parent parent-unknown']);
  assert.deepEqual(
    broken('640000', ['from: [reported]', 'from: [reportd]']).includes('640000 onboarding.transitions.4.from.0 name-unknown'),
    true,
  );
  assert.deepEqual(broken('640000', ['endEvent: appoint-partner', 'endEvent: verify-report']), [
    '640000 onboarding.transitions.10.deadline.endEvent name-unknown',
  ]);
});

test('a release is certified by a step that exists, that the province takes, and behind which a report lies', () => {
  const certified = (step: string) =>
    broken('640000', [
      'onboarding:\n',
      `jointTest:
  acceptance: { absent: true }
  certification:
    value: [{ kind: pharmacy, step: ${step}, whole: pharmacy, short: pharmacy-short }]
    stated: false
    note: 试行
onboarding:
`,
    ]);
  assert.deepEqual(certified('agree'), []);
  assert.deepEqual(certified('agreed'), ['640000 jointTest.certification.value.0.step name-unknown']);
  assert.deepEqual(certified('seal'), ['640000 jointTest.certification.value.0.step level']);
});

test('a row that refuses institutions rests on a clause addressed to them: GJ-2.3 and JC-17 are not accepted', () => {
  assert.deepEqual(
    broken('140500', [
      'clause: JC-7\n      stated: true\n      what: { zh: 网络测试',
      'clause: JC-17\n      stated: true\n      what: { zh: 网络测试',
    ]),
    ['140500 admission.requirements.network-test-missing.clause clause-not-addressed-to-institutions'],
  );
});

test('a fault of the national profile is reported once, at its file', () => {
  assert.deepEqual(broken('100000', ['amount: 10, unit: minute', 'amount: -1, unit: minute']), [
    '100000 gateway.replayWindow.value.amount too-small',
  ]);
});

test('broken YAML, two files of one code and parents in a circle are refused', () => {
  const file = (name: string, content: string) => ({ file: name, content });
  const rules = (...files: { file: string; content: string }[]) => loadProfiles(files, null).problems.map((p) => p.rule);
  assert.deepEqual(rules(file('a.yaml', 'code: "1\n')), ['yaml']);
  assert.deepEqual(rules(file('a.yaml', 'code: 1\ncode: 2\n')), ['yaml']);
  assert.deepEqual(rules(file('a.yaml', '- 1\n')), ['type']);
  assert.deepEqual(rules(file('a.yaml', 'code: "100000"\nparent: "1"\n'), file('b.yaml', 'code: "100000"\n')).sort(), [
    'duplicate',
    'parent-unknown',
  ]);
  assert.deepEqual(rules(file('a.yaml', 'code: "1"\nparent: "2"\n'), file('b.yaml', 'code: "2"\nparent: "1"\n')), ['circle', 'circle']);
});

test('profiles are published as one JSON value and read back the same; a foreign value is refused', () => {
  assert.deepEqual(deserialise(JSON.parse(JSON.stringify(serialise(profiles)))), new Map([...profiles].sort()));
  assert.throws(() => deserialise({ format: 1, profiles: [{}] }), RegulationsInvalid);
  assert.throws(() => deserialise(null), RegulationsInvalid);
});

test('a demonstration overlay widens address ranges, changes nothing else, and production takes none', () => {
  const demonstration = applyOverlays(profiles, overlays, 'demonstration');
  for (const code of ['640000', '140500', '130200']) {
    const widened = demonstration.get(code) as Profile;
    assert.deepEqual(
      diffProfiles(of(code), widened).map((one) => one.path),
      ['addresses.ranges'],
    );
    assert.deepEqual([addressAllowed(of(code), '127.0.0.9'), addressAllowed(widened, '127.0.0.9')], [false, true]);
  }
  assert.throws(() => applyOverlays(profiles, overlays, 'production'), /生产环境/);
  assert.deepEqual(
    loadOverlays([{ file: 'o.yaml', content: 'overlay: "640000"\naddresses: { ranges: [127.0.0.0/8] }\npassword: {}\n' }]).problems.map(
      (p) => [p.path, p.rule],
    ),
    [['password', 'unknown-key']],
  );
});

test('addresses outside the ranges, and what is no address, are not allowed', () => {
  assert.deepEqual(
    ['10.2.3.4', '8.8.8.8', 'fd00::1', '2001:db8::1', '10.2.3', ''].map((ip) => addressAllowed(of('140500'), ip)),
    [true, false, true, false, false, false],
  );
});

test('a diff says where two jurisdictions part', () => {
  const paths = diffProfiles(of('640000'), of('140500')).map((one) => one.path);
  for (const path of ['terms.network', 'remoteManagement', 'password.minLength', 'onboarding.transitions'])
    assert.ok(paths.includes(path), path);
  assert.ok(!paths.includes('code') && !paths.includes('name.zh'));
});

test('regulations check judges a file in the place it would take', () => {
  const jc = folder.profiles.find((one) => one.file.endsWith('140500.yaml'))!;
  assert.deepEqual(checkFiles([jc], folder), { ok: true, errors: [] });
  const other = { file: 'mine/jincheng.yaml', content: jc.content.replace('clause: JC-12', 'clause: NX-13') };
  assert.deepEqual(
    checkFiles([other], folder).errors.map((e) => [e.file, e.path, e.rule]),
    [['mine/jincheng.yaml', 'password.lending.clause', 'clause-of-another-jurisdiction']],
  );
  assert.deepEqual(
    checkFiles([{ file: 'x.yaml', content: 'a: 1\n' }], folder).errors.map((e) => e.rule),
    ['unknown-file'],
  );
  const text = folder.texts[0]!;
  assert.deepEqual(
    checkFiles([{ ...text, content: `${text.content}多出一行\n` }], folder).errors.map((e) => e.rule),
    ['text-changed', 'unassigned'],
  );
  const all = [...folder.texts, ...folder.clauses, ...folder.references, ...folder.profiles, ...folder.overlays, ...folder.calendars];
  assert.deepEqual(checkFiles(all, folder), { ok: true, errors: [] });
});

test('a profile that claims the text of another jurisdiction is refused', () => {
  assert.deepEqual(broken('140500', ['texts: [JC]', 'texts: [JC, NX]']), ['140500 texts.1 text-of-another-jurisdiction']);
});
