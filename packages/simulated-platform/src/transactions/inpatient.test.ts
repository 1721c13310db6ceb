import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMessage } from '@anjie/national-interface';
import fc from 'fast-check';
import { answer } from '../engine.ts';
import { loadPolicy } from '../policy.ts';
import { PlatformState } from '../state.ts';

const NOW = Date.UTC(2026, 10, 22, 4);
const policy = loadPolicy();
const MA = '64010000000000000000100001';
const AT = '2026-11-22 12:00:00';

interface Reply {
  msgid: string;
  infcode: number;
  err_msg: string;
  output: Record<string, Record<string, unknown>>;
}

/** A hospital at one platform; every reply is held to the catalogue strictly. */
class Hospital {
  readonly state = new PlatformState();
  #serial = 0;

  send(infno: string, input: object): Reply {
    this.#serial += 1;
    const msgid = `H6401040000120261122120000${String(this.#serial).padStart(4, '0')}`.padEnd(30, '0').slice(0, 30);
    const message = {
      infno,
      msgid: msgid.slice(0, 26) + String(this.#serial).padStart(4, '0'),
      mdtrtarea_admvs: '640104',
      insuplc_admdvs: '640100',
      recer_sys_code: 'FSI_LOCAL',
      infver: 'V1.0',
      opter_type: '1',
      opter: '001',
      opter_name: '收费员',
      inf_time: AT,
      fixmedins_code: 'H64010400001',
      fixmedins_name: '银川示例医院',
      sign_no: '',
      input,
    };
    const { bytes } = answer(new TextEncoder().encode(JSON.stringify(message)), this.state, policy, NOW);
    const reply = JSON.parse(new TextDecoder().decode(bytes)) as Reply;
    const { findings } = checkMessage(reply, { direction: 'response', mode: 'strict', infno });
    assert.deepEqual(
      findings.filter((one) => one.severity === 'error').map((one) => `${infno} ${one.path} ${one.message}`),
      [],
    );
    return { ...reply, msgid: message.msgid };
  }

  admit(): string {
    const diagnosis = { diag_type: '1', maindiag_flag: '1', diag_srt_no: 1, diag_code: 'J18.900', diag_name: '肺炎', diag_dept: 'A03' };
    const doctor = { dise_dor_no: 'D640104000001', dise_dor_name: '医生', diag_time: AT };
    const reply = this.send('2401', {
      mdtrtinfo: {
        psn_no: MA,
        insutype: '310',
        begntime: AT,
        mdtrt_cert_type: '02',
        mdtrt_cert_no: '640104198001010007',
        med_type: '2101',
        ipt_no: 'ZY1',
        atddr_no: 'D640104000001',
        chfpdr_name: '医生',
        adm_diag_dscr: '肺炎',
        adm_dept_codg: '01',
        adm_dept_name: '内科',
        adm_bed: '1',
        dscg_maindiag_code: 'J18.900',
        dscg_maindiag_name: '肺炎',
      },
      diseinfo: [{ psn_no: MA, ...diagnosis, ...doctor }],
    });
    assert.equal(reply.infcode, 0, reply.err_msg);
    return String(reply.output.result!.mdtrt_id);
  }

  charge(mdtrt_id: string, first: number, fens: readonly number[]): Reply {
    return this.send('2301', {
      feedetail: fens.map((fen, at) => ({
        feedetl_sn: first + at,
        mdtrt_id,
        psn_no: MA,
        med_type: '2101',
        fee_ocur_time: AT,
        med_list_codg: '001109000010000',
        medins_list_codg: 'CW01',
        det_item_fee_sumamt: fen / 100,
        cnt: 1,
        pric: fen / 100,
        bilg_dept_codg: '01',
        bilg_dept_name: '内科',
        bilg_dr_codg: 'D640104000001',
        bilg_dr_name: '医生',
      })),
    });
  }

  settle(mdtrt_id: string, fen: number, infno = '2304'): Reply {
    return this.send(infno, {
      data: {
        psn_no: MA,
        mdtrt_cert_type: '02',
        psn_cert_type: '01',
        certno: '640104198001010007',
        psn_type: '11',
        psn_name: '马小军',
        medfee_sumamt: fen / 100,
        psn_setlway: '01',
        mdtrt_id,
        insutype: '310',
        acct_used_flag: '1',
        mid_setl_flag: '0',
      },
    });
  }

  discharge(mdtrt_id: string): Reply {
    return this.send('2402', {
      dscginfo: { mdtrt_id, psn_no: MA, insutype: '310', endtime: AT, dscg_dept_codg: '01', dscg_dept_name: '内科', dscg_way: '1' },
      diseinfo: [],
    });
  }

  by(infno: string, data: object): Reply {
    return this.send(infno, { data: { psn_no: MA, ...data } });
  }

  balance(): number {
    return this.state.persons.get(MA)!.insurances[0]!.balance;
  }
}

test('a stay is admitted, charged, tried, discharged and settled; everything is taken back in reverse order only', () => {
  const hospital = new Hospital();
  const before = hospital.balance();
  const mdtrt_id = hospital.admit();
  assert.equal(hospital.charge(mdtrt_id, 1, [90_000, 10_000]).infcode, 0);
  assert.match(hospital.charge(mdtrt_id, 2, [100]).err_msg, /重复上传/);
  assert.match(hospital.settle(mdtrt_id, 99_999).err_msg, /不等于明细合计/);
  const trial = hospital.settle(mdtrt_id, 100_000, '2303');
  assert.equal(trial.infcode, 0, trial.err_msg);
  // A bed is one of the services: above the deductible of 600, 85 % of the rest.
  assert.equal(trial.output.setlinfo!.fund_pay_sumamt, 340);
  assert.equal(hospital.discharge(mdtrt_id).infcode, 0);
  assert.match(hospital.charge(mdtrt_id, 9, [100]).err_msg, /已办理出院/);
  const setl_id = String(hospital.settle(mdtrt_id, 100_000).output.setlinfo!.setl_id);
  assert.equal(hospital.by('5203', { setl_id, mdtrt_id }).output.setlinfo!.refd_setl_flag, '0');
  assert.match(hospital.by('2405', { mdtrt_id }).err_msg, /先撤销结算/);
  const back = hospital.by('2305', { mdtrt_id, setl_id });
  assert.equal(back.infcode, 0, back.err_msg);
  assert.equal(hospital.balance(), before);
  assert.equal(hospital.by('5203', { setl_id, mdtrt_id }).output.setlinfo!.refd_setl_flag, '1');
  assert.equal(hospital.by('2405', { mdtrt_id }).infcode, 0);
  assert.match(hospital.by('2404', { mdtrt_id }).err_msg, /先撤销费用/);
  assert.equal(hospital.send('2302', { data: [{ feedetl_sn: '0000', mdtrt_id, psn_no: MA }] }).infcode, 0);
  assert.equal(hospital.by('2404', { mdtrt_id }).infcode, 0);
  assert.equal(hospital.send('5303', { data: { begntime: AT, endtime: AT } }).output.data!.length, 0);
});

test('2601 takes back a lost settlement, whose fees are open again, and a lost admission', () => {
  const hospital = new Hospital();
  const before = hospital.balance();
  const mdtrt_id = hospital.admit();
  hospital.charge(mdtrt_id, 1, [80_000]);
  const lost = hospital.settle(mdtrt_id, 80_000);
  assert.equal(hospital.by('2601', { omsgid: lost.msgid, oinfno: '2304' }).infcode, 0);
  assert.equal(hospital.balance(), before);
  assert.equal(hospital.settle(mdtrt_id, 80_000).infcode, 0);
});

test('a second admission of a person in hospital is refused', () => {
  const hospital = new Hospital();
  hospital.admit();
  assert.throws(() => hospital.admit(), /已在院/);
});

test('a settlement list needs its settlement, and moves 0 → 1 and no further', () => {
  const hospital = new Hospital();
  const mdtrt_id = hospital.admit();
  hospital.charge(mdtrt_id, 1, [80_000]);
  assert.equal(hospital.by('4102', { setl_id: 'x', stas_type: '1' }).infcode, -1);
  const setl_id = hospital.settle(mdtrt_id, 80_000).output.setlinfo!.setl_id;
  const diagnosis = { diag_type: '1', diag_code: 'J18.900', diag_name: '肺炎', maindiag_flag: '1' };
  const empty = { opspdiseinfo: [], iteminfo: [], oprninfo: [], icuinfo: [], bldinfo: [] };
  const payinfo = [{ fund_pay_type: '310100', fund_payamt: 340 }];
  const list = hospital.send('4101', { setlinfo: { mdtrt_id, setl_id, ...LIST }, diseinfo: [diagnosis], payinfo, ...empty });
  assert.equal(list.infcode, 0, list.err_msg);
  assert.equal(hospital.by('4102', { setl_id, stas_type: '1' }).infcode, 0);
  assert.equal(hospital.by('4102', { setl_id, stas_type: '1' }).infcode, -1);
});

const LIST = {
  ntly: 'CHN',
  prfs: '90',
  patn_rlts: '20',
  coner_addr: '示例地址',
  coner_tel: '00000000000',
  dscg_caty: 'A03',
  bill_code: '1',
  bill_no: '1',
  biz_sn: '1',
  setl_begn_date: '2026-11-22',
  setl_end_date: '2026-11-22',
  medins_fill_dept: '病案室',
  medins_fill_psn: '填报人',
};

test('chronic filing stands until cancelled; the same again is refused', () => {
  const hospital = new Hospital();
  const filing = {
    psn_no: MA,
    insutype: '310',
    opsp_dise_code: 'M03900',
    opsp_dise_name: '高血压',
    insu_optins: '640100',
    ide_fixmedins_no: 'H64010400001',
    ide_fixmedins_name: '银川示例医院',
    hosp_ide_date: '2026-11-22',
    diag_dr_codg: 'D640104000001',
    diag_dr_name: '医生',
    begndate: '2026-11-22',
  };
  const { output } = hospital.send('2503', { data: filing });
  assert.equal(hospital.send('2503', { data: filing }).infcode, -1);
  assert.equal(hospital.by('5301', {}).output.feedetail!.length, 1);
  assert.equal(hospital.by('2504', { trt_dcla_detl_sn: output.result!.trt_dcla_detl_sn, memo: '误报' }).infcode, 0);
  assert.equal(hospital.by('5301', {}).output.feedetail!.length, 0);
});

test('identities hold to the fen over random stays, and taking back returns every balance exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 8 }), (fens) => {
      const hospital = new Hospital();
      const before = hospital.balance();
      const mdtrt_id = hospital.admit();
      hospital.charge(mdtrt_id, 1, fens);
      const { output, err_msg } = hospital.settle(
        mdtrt_id,
        fens.reduce((sum, one) => sum + one, 0),
      );
      assert.equal(err_msg, '');
      const fen = (name: string): number => Math.round(Number(output.setlinfo![name]) * 100);
      assert.equal(fen('medfee_sumamt'), fen('fund_pay_sumamt') + fen('acct_pay') + fen('psn_cash_pay'));
      assert.equal(fen('medfee_sumamt'), fen('fulamt_ownpay_amt') + fen('overlmt_selfpay') + fen('preselfpay_amt') + fen('inscp_scp_amt'));
      assert.equal(fen('balc'), hospital.balance());
      hospital.by('2305', { mdtrt_id, setl_id: output.setlinfo!.setl_id });
      assert.equal(hospital.balance(), before);
    }),
    { numRuns: 60 },
  );
});
