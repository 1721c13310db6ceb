import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refusalEnvelope, successEnvelope } from './reply-envelope.ts';
import { classifiedTransactions, isClassified, transactionClass } from './transaction-class.ts';

const MSGID = 'P64010500001202611221200000001';
const parse = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

test('a refusal is an envelope that a HIS can show', () => {
  const now = Date.UTC(2026, 10, 22, 16, 0, 0, 7);
  assert.deepEqual(parse(refusalEnvelope({ infno: '2102', msgid: MSGID, message: '暂停结算', now, serial: 42 })), {
    infcode: -1,
    inf_refmsgid: '640105202611230000000000000042',
    refmsg_time: '20261123000000007',
    respond_time: '20261123000000007',
    err_msg: '[2102] 暂停结算',
    output: null,
  });
});

test('err_msg never exceeds 200 characters and inf_refmsgid always has 30 digits, whatever was sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 400 }), (msgid, message) => {
      const reply = parse(refusalEnvelope({ infno: '', msgid, message }));
      assert.ok(reply.err_msg.length <= 200);
      assert.ok(reply.err_msg.isWellFormed());
      assert.match(reply.inf_refmsgid, /^\d{30}$/);
    }),
  );
});

test('a success carries its output', () => {
  const reply = parse(successEnvelope({ msgid: MSGID, output: { setlinfo: {} } }));
  assert.equal(reply.infcode, 0);
  assert.deepEqual(reply.output, { setlinfo: {} });
});

test('NX-20: a settlement suspension reaches settlements and leaves reversal and reconciliation alone', () => {
  for (const infno of ['2102', '2207', '2304']) assert.equal(transactionClass(infno), 'settle');
  for (const infno of ['2103', '2208', '2305', '2601']) assert.equal(transactionClass(infno), 'reverse');
  for (const infno of ['3201', '3202']) assert.equal(transactionClass(infno), 'reconcile');
  for (const infno of ['2101', '2206', '2303', '1101', '1301', '9102']) assert.equal(transactionClass(infno), 'query');
});

test('a transaction nobody has classified is treated as a settlement', () => {
  assert.equal(transactionClass('8888'), 'settle');
  assert.equal(isClassified('8888'), false);
});

test('no transaction stands in two classes', () => {
  assert.equal(new Set(classifiedTransactions()).size, classifiedTransactions().length);
});
