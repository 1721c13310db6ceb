import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCatalogue, readRegulations } from '@anjie/rulebook';
import { assess, CHECKS } from './assess.ts';
import { ITEMS } from './items.ts';
import type { Measured } from './measured.ts';

const { catalogue } = loadCatalogue(readRegulations(join(import.meta.dirname, '../../../../..')));

/** A production installation in good order; what is not built is absent from it too. */
const GOOD: Measured = {
  at: '2026-11-22T10:00:00.000Z',
  mode: 'production',
  accounts: {
    active: 12,
    repeatedLogins: 0,
    loginsUnique: true,
    withoutPassword: [],
    knownPassword: [],
    withoutFactor: 0,
    factors: { totp: 9, passkey: 3 },
    pastValidity: [],
    unused: [],
    doubled: 0,
    officersUnidentified: [],
    liveWithoutFactor: 0,
  },
  rules: [
    {
      prov: '640000',
      place: '宁夏回族自治区',
      minLength: 8,
      classes: 4,
      changeDays: 90,
      passwordExpiry: true,
      secondFactor: 'everybody',
      firstChange: true,
      lockAfter: 5,
      lockSeconds: 60,
      addressLockAfter: 20,
      idleMinutes: 30,
      sessionHours: 12,
      unusedDays: 90,
      accessReviews: true,
      remoteManagement: 'encrypted',
    },
  ],
  authority: {
    roles: 20,
    overlapping: [],
    missingGuards: [],
    unforced: [],
    territoryTables: 60,
    excessive: [],
    byOnePerson: [],
    ranges: ['system-administrator 10.1.0.0/24'],
    rolesWithoutClearance: [],
    ungraded: [],
    graded: 800,
  },
  audit: {
    rows: 5000,
    lastAt: '2026-11-22T09:59:59.000Z',
    silentActors: 0,
    columns: ['at', 'actor', 'event', 'result', 'address', 'object_kind', 'object_id', 'detail'],
    results: ['done', 'refused'],
    changeableBy: [],
    chainHolds: true,
    checkpoints: 20,
    undelivered: 0,
    places: ['file', 'webhook'],
    onlyHere: false,
    archive: true,
    archivedMonths: 3,
    monthsOwed: 0,
  },
  stored: {
    sealedColumns: 30,
    unguarded: [],
    plain: [],
    unsealed: [],
    excused: 10,
    keys: { persons: 1, secrets: 1, files: 1 },
    foreignKeys: 0,
    passwordsHashed: true,
    openFiles: [],
    secretFiles: 3,
    destructions: 0,
  },
  transport: {
    portal: 'https://anjie.example.cn',
    served: 'plain',
    listens: ['127.0.0.1:7300'],
    databaseRemote: false,
    databaseTls: false,
    plainClients: [],
  },
  probes: {
    anonymous: [{ path: '/institutions', status: 401 }],
    forgedToken: 401,
    malformed: 400,
    unknownField: 400,
    wrongLogin: { status: 401, code: 'login-failed' },
    unknownLogin: { status: 401, code: 'login-failed' },
    headers: { 'content-security-policy': "default-src 'none'; script-src 'self'" },
    crossOrigin: false,
  },
  host: { node: '24.0.0', portsAtRisk: [], root: false, demonstrationData: false, unlocked: [] },
  backup: { archiveMode: 'off', replicas: 0, remoteReplicas: 0 },
  defence: {
    alerts: { officers: 1, standing: 2, unattended: 0 },
    refusalsAudited: true,
    manifest: 'none',
    settings: 'none',
    vulnerabilityScan: false,
    filesScanned: true,
  },
};

const failing = (measured: Measured) =>
  assess(measured, catalogue)
    .items.filter(({ verdict }) => verdict === 'does-not')
    .map(({ clause }) => clause.slice('NX-附3.2-'.length));

const NOT_BUILT = ['4e', '5a', '8a', '8b'];

test('NX-附3.2: all 32 items and 68 sub-checks of the text are checked, and nothing else is', () => {
  const inText = [...catalogue.clauses.keys()].filter((id) => /^NX-附3\.2-\d+[a-g]-\d$/.test(id)).map((id) => id.slice('NX-附3.2-'.length));
  assert.equal(inText.length, 68);
  assert.deepEqual(Object.keys(CHECKS).sort(), inText.sort());
  const items = [...catalogue.clauses.keys()].filter((id) => /^NX-附3\.2-\d+[a-g]$/.test(id)).map((id) => id.slice('NX-附3.2-'.length));
  assert.equal(items.length, 32);
  assert.deepEqual(
    ITEMS.map(({ id }) => id),
    items,
  );
  const { counts } = assess(GOOD, catalogue);
  assert.equal(
    Object.values(counts).reduce((sum, one) => sum + one, 0),
    32,
  );
});

test('NX-附3.2: an installation in good order fails what is not built, and nothing else', () => {
  assert.deepEqual(failing(GOOD), NOT_BUILT);
});

test('NX-附3.2-5a: settings other than those that two officers signed, or whose signed state is forged, make the item fail', () => {
  const verdict = (settings: Measured['defence']['settings']) =>
    assess({ ...GOOD, defence: { ...GOOD.defence, manifest: 'holds', settings } }, catalogue).items.find(
      ({ clause }) => clause === 'NX-附3.2-5a',
    )?.verdict;
  assert.deepEqual(
    [verdict('holds'), verdict('asked'), verdict('differs'), verdict('forged')],
    ['partly', 'partly', 'does-not', 'does-not'],
  );
});

test('NX-附3.2-5a: a manifest that holds is "partly"; without one, forged, or with files that differ, the item fails', () => {
  const verdict = (manifest: Measured['defence']['manifest']) =>
    assess({ ...GOOD, defence: { ...GOOD.defence, manifest } }, catalogue).items.find(({ clause }) => clause === 'NX-附3.2-5a')?.verdict;
  assert.deepEqual((['holds', 'none', 'forged', 'drifted'] as const).map(verdict), ['partly', 'does-not', 'does-not', 'does-not']);
});

test('NX-附3.2: each item says what makes it fail, and quotes the text', () => {
  for (const one of assess(GOOD, catalogue).items) {
    assert.ok(one.fails.commands.length > 0 || one.fails.note !== null, one.clause);
    assert.match(one.words, /^[a-g]\)/, one.clause);
    for (const { evidence, words } of one.checks) assert.ok(evidence.zh !== '' && evidence.en !== '' && words !== '');
  }
});

type Change = { [Part in keyof Measured]?: Partial<Measured[Part]> };
const rules = (change: Partial<Measured['rules'][number]>) => ({ rules: [{ ...GOOD.rules[0]!, ...change }] });

/** One thing set up badly → exactly the items that fail beside what is not built. */
const MISCONFIGURATIONS: readonly (readonly [string, Change, readonly string[]])[] = [
  ['second factor for nobody', rules({ secondFactor: 'nobody' }), ['1d']],
  ['second factor for officers alone', rules({ secondFactor: 'officers' }), ['1d']],
  ['a live session without a factor', { accounts: { liveWithoutFactor: 1 } }, ['1d']],
  ['idle time-out off', rules({ idleMinutes: 0 }), ['1b']],
  ['sessions without an end', rules({ sessionHours: 0 }), ['1b']],
  ['no lock-out', rules({ lockAfter: 0 }), ['1b']],
  ['the answer tells whether an account exists', { probes: { unknownLogin: { status: 404, code: 'account-not-found' } } }, ['1b']],
  ['passwords never change', rules({ passwordExpiry: false }), ['1a']],
  ['short passwords', rules({ minLength: 6 }), ['1a']],
  ['an empty password', { accounts: { withoutPassword: ['a'] } }, ['1a']],
  ['logins not unique', { accounts: { loginsUnique: false } }, ['1a']],
  ['a route open to nobody', { probes: { anonymous: [{ path: '/institutions', status: 200 }] } }, ['1a', '2a']],
  ['a published password', { accounts: { knownPassword: ['nx.auditor'] } }, ['2a', '2b']],
  ['the demonstration’s accounts', { host: { demonstrationData: true } }, ['2b', '4a']],
  ['an expired account', { accounts: { pastValidity: ['a'] } }, ['2c']],
  ['unused accounts stay', rules({ unusedDays: 0 }), ['2c']],
  ['one person, two duties', { authority: { overlapping: ['a'] } }, ['2d']],
  ['the guard of duties is off', { authority: { missingGuards: ['duties'] } }, ['2d']],
  ['the servers’ login owns tables', { authority: { excessive: ['owns 3 tables'] } }, ['2d', '3d']],
  ['created and activated by one', { authority: { byOnePerson: ['a'] } }, ['2e']],
  ['row security not forced', { authority: { unforced: ['institution'] } }, ['2e', '2f']],
  ['an ungraded column', { authority: { ungraded: ['account.x'] } }, ['2g', '10a']],
  ['a role without clearance', { authority: { rolesWithoutClearance: ['x'] } }, ['2g', '10b']],
  ['no audit', { audit: { rows: 0 } }, ['3a']],
  ['people without audit', { audit: { silentActors: 2 } }, ['3a']],
  ['rows without an address', { audit: { columns: ['at', 'actor', 'event', 'result'] } }, ['3b']],
  ['audit delivery off', { audit: { places: [], onlyHere: false } }, ['3c']],
  ['audit archive off', { audit: { archive: false } }, ['3c']],
  ['checkpoints not delivered', { audit: { undelivered: 3 } }, ['3c']],
  ['audit rows may be deleted', { audit: { changeableBy: ['app_system.DELETE'] } }, ['3c', '3d']],
  ['runs as root', { host: { root: true } }, ['4a']],
  ['components beside the lock file', { host: { unlocked: ['left-pad'] } }, ['4a']],
  ['telnet open', { host: { portsAtRisk: [23] } }, ['4b']],
  ['no management ranges', { authority: { ranges: [] } }, ['4c']],
  ['critical alerts that nobody acknowledges', { defence: { alerts: { officers: 1, standing: 1, unattended: 1 } } }, ['4f']],
  ['nobody to be told of alerts', { defence: { alerts: { officers: 0, standing: 0, unattended: 0 } } }, ['4f']],
  ['malformed input let through', { probes: { malformed: 500 } }, ['4d']],
  ['unknown fields let through', { probes: { unknownField: 401 } }, ['4d']],
  ['plain text on the network', { transport: { portal: null, listens: ['10.0.0.5:7300'] } }, ['1c', '6a', '7a']],
  ['TLS that lets browsers come in plain text', { transport: { served: 'tls' } }, ['6a', '7a']],
  ['mail in plain text', { transport: { plainClients: ['ANJIE_SMTP_TLS none'] } }, ['6a', '7a']],
  ['a remote database in plain text', { transport: { databaseRemote: true } }, ['6a', '7a']],
  ['key file readable by all', { stored: { openFiles: ['master.key 644'] } }, ['6b', '7b']],
  ['the guard of a sealed column is off', { stored: { unguarded: ['account.name'] } }, ['2g', '6b', '7b', '9b']],
  ['names in plain text', { stored: { plain: ['account.name'] } }, ['6b', '7b', '9a', '9b', '10b']],
  ['a personal column unsealed', { stored: { unsealed: ['x.phone'] } }, ['6b', '7b']],
  ['passwords not argon2id', { stored: { passwordsHashed: false } }, ['6b', '7b', '9a']],
  ['no key for secrets', { stored: { keys: { persons: 1 } } }, ['9a']],
  ['a page without a policy for scripts', { probes: { headers: {} } }, ['10b']],
  ['scripts inline', { probes: { headers: { 'content-security-policy': "default-src 'none'; script-src 'unsafe-inline'" } } }, ['10b']],
  ['other origins let in', { probes: { crossOrigin: true } }, ['10b']],
];

for (const [name, change, expected] of MISCONFIGURATIONS)
  test(`NX-附3.2: set up badly on purpose (${name}), exactly ${expected.join(', ')} fail`, () => {
    const merged = Object.fromEntries(
      Object.entries(GOOD).map(([part, value]) => {
        const changed: unknown = change[part as keyof Measured];
        if (changed === undefined) return [part, value];
        return [part, Array.isArray(changed) ? changed : { ...(value as object), ...(changed as object) }];
      }),
    ) as unknown as Measured;
    assert.deepEqual(failing(merged).sort(), [...NOT_BUILT, ...expected].sort());
  });

test('NX-附3.2-6b: encryption alone is never read as integrity', () => {
  const item = assess(GOOD, catalogue).items.find(({ clause }) => clause === 'NX-附3.2-6b')!;
  assert.equal(item.verdict, 'partly');
  assert.match(item.erratum ?? '', /完整性/);
  assert.ok(item.checks.every(({ evidence }) => evidence.zh.includes('原文所无')));
});

test('NX-附3.2-1c: where the text forbids remote management the sub-check does not apply', () => {
  const item = assess({ ...GOOD, ...rules({ remoteManagement: 'forbidden' }) }, catalogue).items.find(
    ({ clause }) => clause === 'NX-附3.2-1c',
  )!;
  assert.equal(item.verdict, 'not-applicable');
});

test('NX-附3.2-8a: a backup that is found is looked at by a person, and one that is not found does not conform', () => {
  assert.ok(failing(GOOD).includes('8a'));
  assert.ok(!failing({ ...GOOD, backup: { archiveMode: 'on', replicas: 1, remoteReplicas: 0 } }).includes('8a'));
  assert.ok(failing({ ...GOOD, backup: { archiveMode: 'on', replicas: 1, remoteReplicas: 0 } }).includes('8b'));
});

test('evidence names a province by its name, and the nation in the reader’s language', () => {
  const silent = { ...GOOD.rules[0]!, lockAfter: 0, addressLockAfter: 0, secondFactor: 'nobody' as const };
  const { items } = assess({ ...GOOD, rules: [silent, { ...silent, prov: null, place: null }] }, catalogue);
  const evidence = JSON.stringify(items.flatMap((one) => one.checks.map((check) => check.evidence)));
  assert.match(evidence, /宁夏回族自治区、全国/);
  assert.match(evidence, /宁夏回族自治区、the nation/);
  assert.doesNotMatch(evidence, /640000|全国 nation/);
});
