import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RESTRICTION_KINDS } from '@anjie/admission';
import { loadRegulations } from '@anjie/rulebook';
import { awaited, wantedBy } from './recipients.ts';
import { NAMES, rulesFor, TOLD } from './told-rules.ts';
import { wordsOf } from './words-of.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
const SOURCES = join(import.meta.dirname, '..');
const NX = loadRegulations(ROOT).profiles.get('640000')!;
const YINCHUAN = { prov: '640000', city: '640100', div: '640104' };

/** Names of facts as the use cases write them: 'restriction-lifted', or the fixed part of a name that is put together. */
const source = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('notifications/'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
  .join('\n');
const named = new Set([...source.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map((match) => match[1]!));
const patterns = [...source.matchAll(/event: `([^`]+)`/g), ...source.matchAll(/auditApplication\(tx, [^`']*`([^`]+)`/g)].map(
  (match) => new RegExp(`^${match[1]!.replaceAll(/\$\{[^}]+\}/g, '[a-z-]+')}$`),
);

test('every event that is told is one that a use case writes', () => {
  const unknown = TOLD.flatMap((rule) => [...rule.events, ...rule.except])
    .filter((event) => !event.endsWith('*'))
    .filter((event) => !named.has(event) && !patterns.some((pattern) => pattern.test(event)));
  assert.deepEqual(unknown, []);
});

test('whatever is requested, proposed or filed waits on somebody and is told', () => {
  const written = [...source.matchAll(/(?:event: |tx, (?:\w+, )*)'([a-z-]+-(?:requested|proposed|filed))'/g)].map((match) => match[1]!);
  assert.ok(written.length >= 5, written.join());
  const untold = written.filter((event) => !rulesFor(event).some((rule) => rule.importance === 'waits'));
  assert.deepEqual([...new Set(untold)], []);
});

test('a template shows codes, names and instants alone, in both languages; every kind of restriction has its name', () => {
  const values = ['institution', 'code', 'object', 'step', 'kind', 'due'];
  for (const { title, text } of TOLD)
    for (const said of [title.zh, title.en, text.zh, text.en])
      for (const [, name] of said.matchAll(/\{(\w+)\}/g)) assert.ok(values.includes(name!), said);
  for (const kind of RESTRICTION_KINDS) assert.ok(NAMES.has(kind), kind);
});

test('an instant is shown as Beijing shows it, the end of a day as 24:00', () => {
  const due = (instant: string) =>
    wordsOf({ event: 'clock-warned', importance: 'due', data: { institution: '甲', due: instant } }).title.zh;
  assert.equal(due('2026-11-27T16:00:00.000Z'), '甲：时限将于 2026-11-27 24:00 届满');
  assert.equal(due('2026-11-27T08:30:00.000Z'), '甲：时限将于 2026-11-27 16:30 届满');
});

test('in each state that is not final somebody is waited for, and taking back is awaited of nobody who has other work', () => {
  const { transitions, states, final } = NX.onboarding;
  for (const state of states.filter((one) => !final.includes(one) && one !== NX.onboarding.initial))
    assert.ok(awaited(transitions, NX, state).length > 0, state);
  assert.deepEqual(
    awaited(transitions, NX, 'received').map((one) => one.name),
    ['evaluate-passed', 'evaluate-failed'],
  );
  assert.deepEqual(
    awaited(transitions, NX, 'supplement').map((one) => one.name),
    ['resubmit'],
  );
});

const scene = (detail: Record<string, unknown>) => ({
  fact: { event: 'x', object: null, institutionId: 'institution', parties: ['vendor', null], detail },
  actor: { bureauId: 'bureau' } as never,
  territory: YINCHUAN,
  profile: NX,
});

test('NX-20: who is waited for stands in the profile: caseworkers ask, approvers approve, the parties act for themselves', () => {
  assert.deepEqual(wantedBy('takers', scene({ to: 'submitted' })), [{ role: 'caseworker', level: 'county', code: '640104' }]);
  assert.deepEqual(wantedBy('step-approvers', scene({ step: 'evaluate-passed' })), [
    { role: 'approver', level: 'province', code: '640000' },
  ]);
  assert.deepEqual(wantedBy('takers', scene({ to: 'supplement' })), [{ role: 'institution', partyId: 'institution' }]);
  assert.ok(
    wantedBy('takers', scene({ to: 'testing' })).some((one) => 'partyId' in one && one.partyId === 'vendor' && one.role === 'vendor'),
  );
  assert.deepEqual(wantedBy('approver@acting', scene({})), [{ role: 'approver', bureauId: 'bureau' }]);
  const city = { ...scene({ to: 'submitted' }), territory: { ...YINCHUAN, div: '640100' } };
  assert.deepEqual(wantedBy('takers', city), [{ role: 'caseworker', level: 'city', code: '640100' }]);
});
