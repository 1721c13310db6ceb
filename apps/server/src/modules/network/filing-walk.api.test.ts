import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Answer } from '@anjie/test-system';
import { EXCEPTION_LIFE, EXCEPTION_STATES, type ExceptionState, type ExceptionStep } from './exception-life.ts';
import { applyLine, type FilingSystem, made, startFilingSystem, YEAR } from './filing.test-system.ts';
import { type FilingState, LIFECYCLE, type LifecycleRow, STATES, type Step, type Subject } from './filing-lifecycle.ts';

let at: FilingSystem;
let code: string;
let serial = 0;
before(async () => {
  at = await startFilingSystem();
  code = await at.pharmacy();
  for (const [login, of] of [
    ['walk.own', code],
    ['walk.stranger', await at.pharmacy()],
  ] as const) {
    const account = { login, name: '操作员', password: 'Demo#2026-anjie', role: 'institution', partyKind: 'institution', partyCode: of };
    made(await (await at.system.as('nx.system-administrator')).post('/accounts', account));
    assert.equal((await (await at.system.as('nx.security-officer')).post(`/accounts/${login}/activation`)).status, 200);
  }
});
after(() => at.stop());

const CLERK = 'xingqing.caseworker';
const INSIDE = [CLERK, 'xingqing.approver', 'xingqing.leader', 'yinchuan.caseworker', 'nx.caseworker', 'walk.own', 'carrier-a.operator'];
const OUTSIDE: Readonly<Record<string, string>> = {
  'jinfeng.caseworker': CLERK,
  'walk.stranger': 'walk.own',
  'carrier-jc.operator': 'carrier-a.operator',
};
const BY: Readonly<Record<LifecycleRow['by'], readonly string[]>> = {
  carrier: ['carrier-a.operator'],
  'institution or caseworker': [CLERK, 'walk.own'],
  'territorial caseworker': [CLERK],
  'acceptance of a change or cancellation': [CLERK],
};
/** The city's caseworker sees the line of the county and may attach what he was handed. */
const ALSO: Partial<Record<Step, readonly string[]>> = { 'attach-voucher': ['yinchuan.caseworker'] };

/** How each step is asked for over HTTP; a step without an entry fails the walk. */
const ASK: Record<Step, (filing: Row) => { path: string; body?: unknown }> = {
  audit: ({ id }) => ({ path: `/line-filings/${id}/audit`, body: { passed: true } }),
  bind: ({ id }) => ({ path: `/line-filings/${id}/binding`, body: { ip: '10.64.200.1', macs: ['02:00:00:00:00:01'] } }),
  'attach-voucher': ({ id }) => ({
    path: `/line-filings/${id}/vouchers`,
    body: { kind: 'payment', number: `V-${++serial}`, issuedOn: `${YEAR}-01-02` },
  }),
  examine: ({ id }) => ({
    path: `/terminal-filings/${id}/examination`,
    body: { examinedOn: `${YEAR}-01-02`, dedicated: true, offline: true, protected: true },
  }),
  accept: ({ id, subject }) => ({ path: `/${subject}-filings/${id}/acceptance` }),
  return: ({ id, subject }) => ({ path: `/${subject}-filings/${id}/return`, body: { reason: 'incomplete', note: '缺少附件' } }),
  withdraw: ({ id, subject }) => ({ path: `/${subject}-filings/${id}/withdrawal` }),
  end: ({ ending, subject }) => ({ path: `/${subject}-filings/${ending}/acceptance` }),
};

interface Row {
  readonly id: string;
  readonly subject: Subject;
  /** the filing whose acceptance ends this one */
  readonly ending: string | null;
}

/** A fresh filing of the subject; where it is to be ended, in force already and with its cancellation filed. */
async function fresh(subject: Subject, step: Step): Promise<Row> {
  // One filing stands at a time: a line has one set of carriers' papers, an institution one address.
  await at.system.query(`update filing set state = 'cancelled', accepted_at = coalesce(accepted_at, now()), accepted_by = filed_by,
    returned_at = null, returned_by = null, return_reason = null, withdrawn_at = null, withdrawn_by = null, ended_at = now(), ended_by = id`);
  const n = ++serial;
  const ip = `10.64.${100 + (n >> 8)}.${n & 255}`;
  const bodies = {
    line: applyLine(code),
    address: { act: 'apply', ip, environment: 'production' },
    terminal: { act: 'apply', ip, mac: `02:00:00:01:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}` },
  };
  const filed = made(await at.county.post(`/institutions/${code}/${subject}-filings`, bodies[subject]));
  if (subject === 'line' && step !== 'audit')
    made(await at.carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version }));
  const row = { id: String(filed.id), subject, ending: null };
  if (step !== 'end') return row;
  await force(row, 'accepted');
  const ending = made(await at.county.post(`/institutions/${code}/${subject}-filings`, { act: 'cancel', target: filed.number }));
  return { ...row, ending: String(ending.id) };
}

/** Puts a filing into a state, as the owner, with everything that the state's record has. */
async function force({ id }: Row, state: FilingState): Promise<void> {
  const accepted = state === 'accepted' || state === 'cancelled';
  await at.system.query(
    `update filing set state = $2, accepted_at = case when $3 then filed_at end, accepted_by = case when $3 then filed_by end,
       returned_at = case when $2 = 'returned' then now() end, returned_by = case when $2 = 'returned' then filed_by end,
       return_reason = case when $2 = 'returned' then 'incomplete' end,
       withdrawn_at = case when $2 = 'withdrawn' then now() end, withdrawn_by = case when $2 = 'withdrawn' then filed_by end,
       ended_at = case when $2 = 'cancelled' then now() end, ended_by = case when $2 = 'cancelled' then id end
     where id = $1`,
    [id, state, accepted],
  );
}

async function ask(login: string, row: Row, step: Step): Promise<Answer> {
  const { path, body } = ASK[step](row);
  const [found] = await at.system.query<{ version: number }>('select version from filing where id = $1', [
    step === 'end' ? row.ending : row.id,
  ]);
  return (await at.system.as(login)).post(path, body, { version: found!.version });
}

const saying = (who: string, answer: Answer) => `${who}: ${answer.status} ${JSON.stringify(answer.body)}`;
const REFUSED = ['role-not-allowed', 'not-the-territorial-bureau'];

for (const row of LIFECYCLE)
  for (const subject of row.subjects)
    test(`${row.clause}: ${row.step} of a ${subject} filing: by ${row.by}, from ${row.from.join(', ')}, and in no other way`, async () => {
      const one = await fresh(subject, row.step);
      const by = BY[row.by];
      for (const who of INSIDE.filter((login) => !by.includes(login) && !ALSO[row.step]?.includes(login))) {
        const answer = await ask(who, one, row.step);
        // A carrier sees lines alone: any other filing is not there for it.
        if (who.startsWith('carrier') && subject !== 'line') assert.ok([403, 404].includes(answer.status), saying(who, answer));
        else assert.ok(REFUSED.includes(String(answer.body.code)), saying(who, answer));
      }
      for (const [who, counterpart] of Object.entries(OUTSIDE)) {
        const answer = await ask(who, one, row.step);
        if (by.includes(counterpart)) assert.equal(answer.status, 404, saying(who, answer));
        else assert.ok(answer.status === 404 || REFUSED.includes(String(answer.body.code)), saying(who, answer));
      }
      for (const state of STATES) {
        const again = state === 'filed' ? one : await fresh(subject, row.step);
        await force(again, state);
        if (row.from.includes(state)) {
          for (const who of by) {
            const tried = who === by[0] ? again : await fresh(subject, row.step);
            await force(tried, state);
            const answer = await ask(who, tried, row.step);
            assert.ok(answer.status < 300, saying(`${state} ${who}`, answer));
            const [left] = await at.system.query<{ state: string }>('select state from filing where id = $1', [tried.id]);
            assert.equal(left!.state, row.to ?? state);
          }
        } else {
          const answer = await ask(by[0]!, again, row.step);
          assert.equal(answer.body.code, row.step === 'end' ? 'target-not-in-force' : 'filing-state', saying(state, answer));
        }
      }
    });

describe('NX-8: every row of the life of an exception', () => {
  const ROLES = { caseworker: CLERK, approver: 'xingqing.approver' } as const;
  const PATHS: Record<ExceptionStep, { path: string; body?: unknown }> = {
    approve: { path: 'approval' },
    revoke: { path: 'revocation', body: { reason: '不再需要' } },
  };
  async function exceptionIn(state: ExceptionState) {
    const asked = made(await at.county.post(`/institutions/${code}/address-exceptions`, { reason: '两处院区' }));
    const id = String(asked.id);
    const act = async (login: string, step: ExceptionStep) => {
      const [row] = await at.system.query<{ version: number }>('select version from address_exception where id = $1', [id]);
      const { path, body } = PATHS[step];
      return (await at.system.as(login)).post(`/address-exceptions/${id}/${path}`, body, { version: row!.version });
    };
    if (state === 'granted') await act(ROLES.approver, 'approve');
    if (state === 'revoked') await act(ROLES.caseworker, 'revoke');
    return { id, act };
  }
  for (const row of EXCEPTION_LIFE)
    test(`${row.clause}: ${row.step} of an exception: by ${row.by.join(', ')}, from ${row.from.join(', ')}, and in no other way`, async () => {
      const by = row.by.map((role) => ROLES[role]);
      for (const state of EXCEPTION_STATES) {
        for (const who of by) {
          const { act } = await exceptionIn(state);
          const answer = await act(who, row.step);
          if (row.from.includes(state)) assert.equal(answer.status, 200, saying(`${state} ${who}`, answer));
          else
            assert.ok(
              ['exception-revoked', 'exception-approved-already'].includes(String(answer.body.code)),
              saying(`${state} ${who}`, answer),
            );
        }
      }
      const { act } = await exceptionIn(row.from[0]!);
      const wrong = [...INSIDE, 'yinchuan.approver', 'nx.approver'].filter((login) => !by.includes(login as never));
      for (const who of wrong) assert.ok(REFUSED.includes(String((await act(who, row.step)).body.code)), who);
      for (const who of row.by) assert.equal((await act(`jinfeng.${who}`, row.step)).status, 404);
    });
});

test('every route that changes a filing or an exception is a step of a table', () => {
  const inventory = readFileSync(join(import.meta.dirname, '../../../tests/route-inventory.txt'), 'utf8');
  const found = [...inventory.matchAll(/^POST \/(?:(line|address|terminal)-filings|address-exceptions)\/:id\/(\S+) \|/gm)];
  const walked = new Set(['audit', 'binding', 'vouchers', 'examination', 'acceptance', 'return', 'withdrawal', 'approval', 'revocation']);
  assert.ok(found.length > 10);
  assert.deepEqual(
    found.map((one) => one[2]!).filter((act) => !walked.has(act)),
    [],
  );
});
