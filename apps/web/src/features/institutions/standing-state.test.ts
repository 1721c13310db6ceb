import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Admission } from '../../api/views.ts';
import { stateOf } from './standing-state.ts';

const standing = (admitted: boolean, settlement = admitted) => ({ admitted, settlement, known: true, reasons: [] });
const admission = (production: boolean, test: boolean, settlement = production, pending = false) =>
  ({ environments: { production: standing(production, settlement), test: standing(test) }, pending }) as unknown as Admission;
const order = (kind: string, rectification: { at: string; text: string } | null = null) => ({ kind, lifted: null, rectification });

test('the word of an institution is what takes away most', () => {
  assert.equal(stateOf(admission(true, true), []), 'admitted');
  assert.equal(stateOf(admission(true, true, false), []), 'settlement-suspended');
  assert.equal(stateOf(admission(false, true), []), 'test-only');
  assert.equal(stateOf(admission(false, false), []), 'connecting');
  assert.equal(stateOf(admission(true, true, true, true), []), 'pending');
  assert.equal(stateOf(admission(false, false), [order('settlement-suspension'), order('cut-off')]), 'cut-off');
  assert.equal(stateOf(admission(false, false), [order('cut-off', { at: '', text: '' })]), 'rectifying');
  assert.equal(stateOf(admission(false, false), [order('cut-off'), order('blacklist')]), 'blacklisted');
});

test('what was lifted takes nothing away', () => {
  assert.equal(stateOf(admission(true, true), [{ ...order('cut-off'), lifted: { at: '', clause: '' } }]), 'admitted');
});
