import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answer } from './engine.ts';
import { loadPolicy } from './policy.ts';
import { PlatformState } from './state.ts';

/** About ten settlements a run. */
const RUNS = process.env.ANJIE_PROOF === 'full' ? 11_000 : 200;
const NOW = Date.UTC(2026, 10, 22, 4);
const AT = '2026-11-22 12:00:00';
const policy = loadPolicy();
const persons = [...new PlatformState().persons.values()].map((one) => ({
  psn_no: one.psn_no,
  certno: one.certno,
  insutype: one.insurances[0]!.insutype,
}));

interface Sale {
  readonly person: number;
  readonly med_type: string;
  readonly account: string;
  /** count and price in 1/100 */
  readonly items: readonly { readonly code: string; readonly count: number; readonly price: number }[];
  readonly fate: 'stands' | 'cancelled' | 'reversed';
}

const sales: fc.Arbitrary<readonly Sale[]> = fc.array(
  fc.record({
    person: fc.nat(persons.length - 1),
    med_type: fc.constantFrom('41', '11', '14'),
    account: fc.constantFrom('0', '1'),
    items: fc.array(
      fc.record({
        code: fc.constantFrom(
          'XA02BCA211A012010100154',
          'XC08CAA276A001010100011',
          'ZA01AAA0001010100001',
          'C0101010010000100001',
          'T001700368',
        ),
        count: fc.integer({ min: 1, max: 3000 }),
        price: fc.integer({ min: 1, max: 100_000 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    fate: fc.constantFrom('stands', 'cancelled', 'reversed'),
  }),
  { minLength: 6, maxLength: 14 },
);

interface Reply {
  readonly infcode: number;
  readonly err_msg: string;
  readonly output: Record<string, Record<string, unknown>>;
}

class Shop {
  readonly state = new PlatformState();
  serial = 0;

  send(infno: string, input: object): Reply {
    this.serial += 1;
    const msgid = `P64010500001202611221200${String(this.serial).padStart(6, '0')}`;
    const envelope = {
      infno,
      msgid,
      mdtrtarea_admvs: '640105',
      recer_sys_code: 'F',
      infver: 'V1',
      opter_type: '1',
      opter: '1',
      opter_name: '1',
    };
    const message = { ...envelope, inf_time: AT, fixmedins_code: 'P64010500001', fixmedins_name: '示例', input };
    const { bytes } = answer(new TextEncoder().encode(JSON.stringify(message)), this.state, policy, NOW);
    return JSON.parse(new TextDecoder().decode(bytes)) as Reply;
  }

  /** Every balance and every yearly use, as text. */
  standing(): string {
    return JSON.stringify(
      [...this.state.persons.values()].map((one) => [
        one.insurances.map((own) => own.balance),
        [...one.used].filter(([, used]) => used.fund + used.deductible > 0),
      ]),
    );
  }
}

function fen(value: unknown): number {
  return Math.round(Number(value) * 100);
}

function amount(item: { readonly count: number; readonly price: number }): number {
  return Number((BigInt(item.count) * BigInt(item.price) * 2n + 100n) / 200n);
}

test('over random settlements identities hold to the fen, taking back returns every balance exactly, and reconciliation agrees', () => {
  fc.assert(
    fc.property(sales, (all) => {
      const shop = new Shop();
      const before = shop.standing();
      const open: {
        readonly psn_no: string;
        readonly setl_id: unknown;
        readonly mdtrt_id: unknown;
        readonly info: Record<string, unknown>;
        readonly insutype: string;
      }[] = [];
      for (const sale of all) {
        const person = persons[sale.person]!;
        const total = sale.items.reduce((sum, one) => sum + amount(one), 0);
        const druginfo = {
          ...person,
          mdtrt_cert_type: '02',
          mdtrt_cert_no: person.certno,
          psn_cert_type: '01',
          psn_type: '11',
          psn_name: '某',
          begntime: AT,
        };
        const drugdetail = sale.items.map((one, at) => ({
          feedetl_sn: at + 1,
          rx_circ_flag: '0',
          fee_ocur_time: AT,
          med_list_codg: one.code,
          medins_list_codg: '1',
          det_item_fee_sumamt: amount(one) / 100,
          cnt: one.count / 100,
          pric: one.price / 100,
        }));
        const input = {
          druginfo: { ...druginfo, medfee_sumamt: total / 100, acct_used_flag: sale.account, med_type: sale.med_type },
          drugdetail,
        };
        const was = shop.standing();
        const { infcode, err_msg, output } = shop.send('2102', input);
        assert.equal(infcode, 0, err_msg);
        const msgid = `P64010500001202611221200${String(shop.serial).padStart(6, '0')}`;
        const info = output.setlinfo!;
        assert.equal(fen(info.medfee_sumamt), total);
        assert.equal(total, fen(info.fund_pay_sumamt) + fen(info.acct_pay) + fen(info.psn_cash_pay));
        assert.equal(total, fen(info.fulamt_ownpay_amt) + fen(info.overlmt_selfpay) + fen(info.preselfpay_amt) + fen(info.inscp_scp_amt));
        assert.equal(fen(info.psn_part_amt), fen(info.acct_pay) + fen(info.psn_cash_pay));
        const funds = output.setldetail as unknown as readonly { fund_payamt: number }[];
        assert.equal(
          funds.reduce((sum, one) => sum + fen(one.fund_payamt), 0),
          fen(info.fund_pay_sumamt),
        );
        for (const name of ['fund_pay_sumamt', 'acct_pay', 'psn_cash_pay', 'balc']) assert.ok(fen(info[name]) >= 0, name);
        const { setl_id, mdtrt_id } = info;
        if (sale.fate === 'stands') open.push({ psn_no: person.psn_no, setl_id, mdtrt_id, info, insutype: person.insutype });
        else {
          const data =
            sale.fate === 'cancelled'
              ? { psn_no: person.psn_no, setl_id, mdtrt_id }
              : { psn_no: person.psn_no, omsgid: msgid, oinfno: '2102' };
          assert.equal(shop.send(sale.fate === 'cancelled' ? '2103' : '2601', { data }).infcode, 0);
          assert.equal(shop.standing(), was);
        }
      }
      for (const [, rows] of Map.groupBy(open, (one) => `${one.insutype} ${String(one.info.clr_type)}`)) {
        const sum = (name: string): number => rows.reduce((all_, one) => all_ + fen(one.info[name]), 0) / 100;
        const period = { setl_optins: '640100', stmt_begndate: '2026-11-22', stmt_enddate: '2026-11-22', fixmedins_setl_cnt: rows.length };
        const totals = { medfee_sumamt: sum('medfee_sumamt'), fund_pay_sumamt: sum('fund_pay_sumamt'), acct_pay: sum('acct_pay') };
        const { output, err_msg } = shop.send('3201', {
          data: { insutype: rows[0]!.insutype, clr_type: rows[0]!.info.clr_type, ...period, ...totals },
        });
        assert.equal(output?.stmtinfo?.stmt_rslt, '0', err_msg || String(output?.stmtinfo?.stmt_rslt_dscr));
      }
      for (const { psn_no, setl_id, mdtrt_id } of open.reverse())
        assert.equal(shop.send('2103', { data: { psn_no, setl_id, mdtrt_id } }).infcode, 0);
      assert.equal(shop.standing(), before);
    }),
    { numRuns: RUNS },
  );
});
