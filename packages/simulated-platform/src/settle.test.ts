import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Decimal, priceOf, readDecimal, timesHalfUp, toFen, toYuan } from './money.ts';
import { benefitFor, itemRule, loadPolicy } from './policy.ts';
import { type Item, settle } from './settle.ts';

const policy = loadPolicy();
const decimal = (text: string): Decimal => readDecimal(text)!;

function item(code: string, cnt: string, pric: string): Item {
  const [quantity, price] = [decimal(cnt), decimal(pric)];
  return {
    feedetl_sn: '1',
    med_list_codg: code,
    cnt: quantity,
    pric: price,
    amount: priceOf(quantity, price),
    rule: itemRule(policy, code),
  };
}

test('amounts are read exactly as written, and a part of a fen is no amount', () => {
  assert.equal(toFen(0.29), 29);
  assert.equal(toFen('1280.50'), 128050);
  assert.equal(toFen(1.005), null);
  assert.equal(toFen(0.1 + 0.2), null);
  for (const wrong of ['', ' ', '1e3', 'NaN', '1,000', null, undefined, {}, '99999999999999999999']) assert.equal(toFen(wrong), null);
});

test('products round half up to the fen, not by binary fractions', () => {
  assert.equal(timesHalfUp(105, decimal('0.10')), 11);
  assert.equal(priceOf(decimal('3'), decimal('0.335')), 101);
  assert.equal(priceOf(decimal('1'), decimal('1.005')), 101);
});

test('a worked settlement: deductible first, then the ratio, account before cash', () => {
  const benefit = benefitFor(policy, '11', '310')!;
  const outcome = settle(
    [item('XA02BCA211A012010100154', '2', '150.00'), item('XB01', '1', '100.00')],
    benefit,
    { deductible: 0, fund: 0 },
    5000,
  );
  assert.deepEqual(
    { ...outcome, cuts: outcome.cuts.length },
    {
      total: 40000,
      fullOwn: 0,
      overLimit: 20000,
      preSelf: 1000,
      inScope: 19000,
      deductible: 19000,
      fund: 0,
      account: 5000,
      cash: 35000,
      cuts: 2,
    },
  );
  const next = settle([item('T001700368', '1', '100.00')], benefit, { deductible: 19000, fund: 0 }, 0);
  assert.equal(next.deductible, 1000);
  assert.equal(next.fund, 5400);
  assert.equal(next.cash, 4600);
});

const items = fc.array(
  fc.tuple(
    fc.constantFrom('XA02', 'XB01', 'Z1', 'T001', 'C01', '0011'),
    fc.integer({ min: 1, max: 99_999 }),
    fc.integer({ min: 0, max: 9_999_999 }),
  ),
  { minLength: 1, maxLength: 8 },
);

test('total = fund + account + cash = own + above limit + first share + in scope, for any items, use and balance', () => {
  fc.assert(
    fc.property(
      items,
      fc.constantFrom(...policy.benefits),
      fc.nat(5_000_000),
      fc.nat(5_000_000),
      fc.nat(1_000_000),
      (rows, benefit, used, fund, balance) => {
        const list = rows.map(([code, cnt, pric]) => item(code, `${cnt / 100}`, `${pric / 1000}`));
        const result = settle(list, benefit, { deductible: used, fund }, balance);
        assert.equal(result.total, result.fund + result.account + result.cash);
        assert.equal(result.total, result.fullOwn + result.overLimit + result.preSelf + result.inScope);
        for (const part of [result.fund, result.account, result.cash, result.fullOwn, result.overLimit, result.preSelf, result.inScope]) {
          assert.ok(Number.isSafeInteger(part) && part >= 0);
        }
        assert.ok(result.account <= balance);
        assert.ok(result.fund <= Math.max(0, benefit.cap - fund));
        assert.equal(toFen(toYuan(result.total)), result.total);
      },
    ),
  );
});
