import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIFECYCLE, lifecycleRow, STATES, type Step, SUBJECTS } from './filing-lifecycle.ts';

const STEPS: readonly Step[] = ['audit', 'bind', 'attach-voucher', 'examine', 'accept', 'return', 'withdraw', 'end'];

/** Every step with the subjects and states that allow it, written out: a row taken away is missed here. */
const ALLOWED: Record<Step, readonly string[]> = {
  audit: ['line filed'],
  bind: ['line filed', 'line accepted'],
  'attach-voucher': ['line filed', 'line accepted', 'line cancelled'],
  accept: ['line filed', 'address filed', 'terminal filed'],
  return: ['line filed', 'address filed', 'terminal filed'],
  withdraw: ['line filed', 'address filed', 'terminal filed'],
  examine: ['terminal filed', 'terminal accepted'],
  end: ['line accepted', 'address accepted', 'terminal accepted'],
};

for (const step of STEPS)
  test(`${LIFECYCLE.find((row) => row.step === step)!.clause}: the step “${step}” is allowed exactly where its row says`, () => {
    for (const subject of SUBJECTS)
      for (const state of STATES)
        assert.equal(lifecycleRow(step, subject, state) !== null, ALLOWED[step].includes(`${subject} ${state}`), `${subject} ${state}`);
  });

test('NX-8: only a carrier audits and binds a line', () => {
  for (const row of LIFECYCLE) assert.equal(row.by === 'carrier', row.step === 'audit' || row.step === 'bind');
});

test('NX-6: what was returned, withdrawn or cancelled never comes back', () => {
  for (const row of LIFECYCLE) if (row.to === 'accepted') assert.deepEqual(row.from, ['filed']);
});
