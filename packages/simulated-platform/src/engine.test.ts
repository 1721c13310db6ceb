import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, checkMessage } from '@anjie/national-interface';
import fc from 'fast-check';
import { answer, PLAYED_TRANSACTIONS } from './engine.ts';
import { loadPolicy } from './policy.ts';
import { PlatformState } from './state.ts';
import { unzipFirst, zipOne } from './zip.ts';

const NOW = Date.UTC(2026, 10, 22, 4);
const policy = loadPolicy();
const MA = '64010000000000000000100001';
let sequence = 0;

function request(infno: string, input: object, over: object = {}): object {
  sequence += 1;
  return {
    infno,
    msgid: `P64010500001202611221200${String(sequence).padStart(6, '0')}`.slice(0, 30),
    mdtrtarea_admvs: '640105',
    insuplc_admdvs: '640100',
    recer_sys_code: 'FSI_LOCAL',
    infver: 'V1.0',
    opter_type: '1',
    opter: '001',
    opter_name: '收银员',
    inf_time: '2026-11-22 12:00:00',
    fixmedins_code: 'P64010500001',
    fixmedins_name: '银川示例药房',
    sign_no: '',
    input,
    ...over,
  };
}

interface Reply {
  infcode: number;
  err_msg: string;
  output: Record<'setlinfo' | 'stmtinfo' | 'data' | 'baseinfo' | 'signinoutb', Record<string, unknown>>;
}

function send(state: PlatformState, message: object, now = NOW): Reply {
  const reply = JSON.parse(new TextDecoder().decode(answer(new TextEncoder().encode(JSON.stringify(message)), state, policy, now).bytes));
  const infno = (message as { infno: string }).infno;
  const { findings } = checkMessage(reply, { direction: 'response', mode: 'strict', infno });
  const grave = findings.filter((one) => one.severity === 'error');
  assert.deepEqual(grave, [], `${infno}: the simulation's reply conforms strictly`);
  return reply;
}

function sale(cents: readonly number[], over: object = {}): object {
  const total = cents.reduce((sum, one) => sum + one, 0);
  return {
    druginfo: {
      psn_no: MA,
      mdtrt_cert_type: '02',
      mdtrt_cert_no: '640104198001010007',
      psn_cert_type: '01',
      certno: '640104198001010007',
      psn_type: '11',
      psn_name: '马小军',
      begntime: '2026-11-22 11:59:00',
      medfee_sumamt: total / 100,
      insutype: '310',
      acct_used_flag: '1',
      med_type: '41',
      ...over,
    },
    drugdetail: cents.map((one, at) => ({
      feedetl_sn: at + 1,
      rx_circ_flag: '0',
      fee_ocur_time: '2026-11-22 11:59:00',
      med_list_codg: 'XA02BCA211A012010100154',
      medins_list_codg: '0001',
      det_item_fee_sumamt: one / 100,
      cnt: 1,
      pric: one / 100,
    })),
  };
}

const balance = (state: PlatformState): number => state.persons.get(MA)!.insurances[0]!.balance;

test('2102 pays from the account and answers total = fund + account + cash', () => {
  const state = new PlatformState();
  const { infcode, output } = send(state, request('2102', sale([3000, 1250])));
  assert.equal(infcode, 0);
  const { medfee_sumamt, fund_pay_sumamt, acct_pay, psn_cash_pay, balc } = output.setlinfo;
  assert.deepEqual([medfee_sumamt, fund_pay_sumamt, acct_pay, psn_cash_pay, balc], [42.5, 0, 42.5, 0, 1238]);
});

test('2101 answers as 2102 would and changes nothing', () => {
  const state = new PlatformState();
  const trial = send(state, request('2101', sale([3000], { med_type: '11' })));
  assert.equal(balance(state), 128050);
  const real = send(state, request('2102', sale([3000], { med_type: '11' })));
  assert.equal(trial.output.setlinfo.acct_pay, real.output.setlinfo.acct_pay);
  assert.equal(trial.output.setlinfo.setl_id, undefined);
});

test('a total that is not the sum of the items, or an amount that is not quantity × price, is refused and nothing moves', () => {
  const state = new PlatformState();
  assert.match(send(state, request('2102', sale([3000], { medfee_sumamt: 29.99 }))).err_msg, /不等于明细合计/);
  const wrong = sale([3000]) as { drugdetail: { cnt: number }[] };
  wrong.drugdetail[0]!.cnt = 2;
  assert.match(send(state, request('2102', wrong)).err_msg, /数量×单价/);
  assert.equal(balance(state), 128050);
});

test('2103 and 2601 return balance and yearly use exactly, once', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          fen: fc.integer({ min: 0, max: 200_000 }),
          care: fc.constantFrom('41', '11', '14'),
          by: fc.constantFrom('2103', '2601'),
        }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      (sales) => {
        const state = new PlatformState();
        const undo = sales.map(({ fen, care, by }) => {
          const message = request('2102', sale([fen], { med_type: care })) as { msgid: string };
          const { output } = send(state, message);
          const { setl_id, mdtrt_id } = output.setlinfo;
          return by === '2103'
            ? { by, data: { setl_id, mdtrt_id, psn_no: MA } }
            : { by, data: { psn_no: MA, omsgid: message.msgid, oinfno: '2102' } };
        });
        for (const { by, data } of undo) assert.equal(send(state, request(by, { data })).infcode, 0);
        assert.equal(balance(state), 128050);
        for (const used of state.persons.get(MA)!.used.values()) assert.deepEqual(used, { deductible: 0, fund: 0 });
        for (const { by, data } of undo) assert.equal(send(state, request(by, { data })).infcode, -1);
        assert.equal(balance(state), 128050);
      },
    ),
    { numRuns: 40 },
  );
});

test('a msgid settles once; the answer advises to query or reverse', () => {
  const state = new PlatformState();
  const message = request('2102', sale([100]));
  assert.equal(send(state, message).infcode, 0);
  assert.match(send(state, message).err_msg, /5203.*2601/);
  assert.equal(balance(state), 127950);
});

test('2601 reverses 2102, 2207, 2304 and 2401 only, and says when there is nothing to reverse', () => {
  const state = new PlatformState();
  assert.match(send(state, request('2601', { data: { psn_no: MA, omsgid: 'x', oinfno: '2201' } })).err_msg, /只能冲正/);
  assert.match(send(state, request('2601', { data: { psn_no: MA, omsgid: 'x', oinfno: '2102' } })).err_msg, /无需冲正/);
});

test("another institution's settlement cannot be taken back", () => {
  const state = new PlatformState();
  const { setl_id, mdtrt_id } = send(state, request('2102', sale([100]))).output.setlinfo;
  const foreign = request('2103', { data: { setl_id, mdtrt_id, psn_no: MA } }, { fixmedins_code: 'P64010500002' });
  assert.equal(send(state, foreign).infcode, -1);
});

test('3201 is equal for the platform’s own totals and names what differs', () => {
  const state = new PlatformState();
  send(state, request('2102', sale([3000])));
  const { setl_id, mdtrt_id } = send(state, request('2102', sale([500]))).output.setlinfo;
  send(state, request('2103', { data: { setl_id, mdtrt_id, psn_no: MA } }));
  const data = {
    insutype: '310',
    clr_type: '41',
    setl_optins: '640100',
    stmt_begndate: '2026-11-22',
    stmt_enddate: '2026-11-22',
    medfee_sumamt: 30,
    fund_pay_sumamt: 0,
    acct_pay: 30,
    fixmedins_setl_cnt: 1,
  };
  assert.equal(send(state, request('3201', { data })).output.stmtinfo.stmt_rslt, '0');
  assert.equal(
    send(state, request('3201', { data: { ...data, fixmedins_setl_cnt: 3, refd_setl_flag: '1' } })).output.stmtinfo.stmt_rslt,
    '0',
  );
  const wrong = send(state, request('3201', { data: { ...data, acct_pay: 31 } })).output.stmtinfo;
  assert.equal(wrong.stmt_rslt, '1');
  assert.match(String(wrong.stmt_rslt_dscr), /个人账户支付.*31\.00.*30\.00/);
});

test('3202 compares line by line and 9102 gives the result as a ZIP, to its own institution only', () => {
  const state = new PlatformState();
  const known = send(state, request('2102', sale([3000]))).output.setlinfo;
  const other = send(state, request('2102', sale([700]))).output.setlinfo;
  const line = (setl: Record<string, unknown>, fee: string): string =>
    `${setl.setl_id}\t${setl.mdtrt_id}\t${MA}\t${fee}\t0.00\t${fee}\t0\n`;
  const lines = `${line(known, '30.00')}${line(other, '7.01')}X1\tY1\t${MA}\t1\t0\t1\t0\n`;
  const zipped = Buffer.from(zipOne('a.txt', Buffer.from(lines))).toString('base64');
  const upload = { fsUploadIn: { in: zipped, filename: 'a.zip', fixmedins_code: 'P64010500001' } };
  const { file_qury_no } = send(state, request('9101', upload)).output as unknown as { file_qury_no: string };
  const period = { setl_optins: '640100', stmt_begndate: '2026-11-22', stmt_enddate: '2026-11-22', clr_type: '41' };
  const sums = { medfee_sumamt: 37, fund_pay_sumamt: 0, cash_payamt: 0, fixmedins_setl_cnt: 2 };
  const { fileinfo } = send(state, request('3202', { data: { ...period, ...sums, file_qury_no } })).output as unknown as {
    fileinfo: { file_qury_no: string; filename: string };
  };
  const download = { fsDownloadIn: { ...fileinfo, fixmedins_code: 'P64010500001' } };
  const ask = (message: object) => answer(new TextEncoder().encode(JSON.stringify(message)), state, policy, NOW);
  const file = ask(request('9102', download));
  assert.equal(file.file, true);
  const rows = new TextDecoder().decode(unzipFirst(file.bytes)).trim().split('\n');
  assert.deepEqual(
    rows.map((row) => row.split('\t').filter((_, at) => at === 4 || at === 6)),
    [
      ['0', 'null'],
      ['1', '金额不符'],
      ['1', '机构有平台无'],
    ],
  );
  assert.equal(ask(request('9102', download, { fixmedins_code: 'P64010500002' })).file, false);
});

test('an outpatient visit: register, upload fees, try, settle, take back', () => {
  const state = new PlatformState();
  const person = {
    psn_no: MA,
    mdtrt_cert_type: '02',
    mdtrt_cert_no: '640104198001010007',
    psn_cert_type: '01',
    certno: '640104198001010007',
  };
  const registered = send(
    state,
    request('2201', {
      data: {
        ...person,
        insutype: '310',
        begntime: '2026-11-22 11:00:00',
        ipt_otp_no: 'M1',
        dept_code: '01',
        dept_name: '内科',
        caty: '0300',
      },
    }),
  );
  const { mdtrt_id } = registered.output.data;
  const fee = {
    feedetl_sn: 1,
    mdtrt_id,
    psn_no: MA,
    chrg_bchno: 'B1',
    rx_circ_flag: '0',
    fee_ocur_time: '2026-11-22 11:10:00',
    med_list_codg: '001102000010000',
    medins_list_codg: 'G1',
    det_item_fee_sumamt: 300,
    cnt: 1,
    pric: 300,
    bilg_dept_codg: '01',
    bilg_dept_name: '内科',
    bilg_dr_codg: 'D640105000001',
    bilg_dr_name: '赵医生',
    hosp_appr_flag: '1',
  };
  assert.equal(send(state, request('2204', { feedetail: [fee] })).infcode, 0);
  assert.match(send(state, request('2204', { feedetail: [fee] })).err_msg, /重复上传/);
  const settlement = {
    ...person,
    psn_type: '11',
    psn_name: '马小军',
    med_type: '11',
    medfee_sumamt: 300,
    psn_setlway: '01',
    mdtrt_id,
    chrg_bchno: 'B1',
    acct_used_flag: '0',
    insutype: '310',
    fulamt_ownpay_amt: 0,
    overlmt_selfpay: 0,
    preselfpay_amt: 0,
    inscp_scp_amt: 300,
  };
  assert.equal(send(state, request('2206', { data: settlement })).output.setlinfo.fund_pay_sumamt, 60);
  const { setl_id, psn_cash_pay } = send(state, request('2207', { data: settlement })).output.setlinfo;
  assert.equal(psn_cash_pay, 240);
  assert.match(send(state, request('2202', { data: { psn_no: MA, mdtrt_id, ipt_otp_no: 'M1' } })).err_msg, /先撤销结算/);
  const back = send(state, request('2208', { data: { setl_id, mdtrt_id, psn_no: MA } }));
  assert.equal(back.output.setlinfo.fund_pay_sumamt, -60);
  assert.match(send(state, request('2202', { data: { psn_no: MA, mdtrt_id, ipt_otp_no: 'M1' } })).err_msg, /先撤销费用/);
  assert.equal(send(state, request('2205', { data: { psn_no: MA, mdtrt_id, chrg_bchno: 'B1' } })).infcode, 0);
  assert.equal(send(state, request('2202', { data: { psn_no: MA, mdtrt_id, ipt_otp_no: 'M1' } })).infcode, 0);
});

test('1101 finds a person by certificate or card; sign-in gives a number that signs out once', () => {
  const state = new PlatformState();
  const found = send(state, request('1101', { data: { mdtrt_cert_type: '03', mdtrt_cert_no: 'A64010001', card_sn: '1' } }));
  assert.equal(found.output.baseinfo.psn_no, MA);
  assert.equal(found.output.baseinfo.age, 46);
  const { sign_no } = send(state, request('9001', { signIn: { opter_no: '1', mac: '00:00:5e:00:53:01', ip: '127.0.0.1' } })).output
    .signinoutb;
  assert.equal(send(state, request('9002', { signOut: { sign_no, opter_no: '1' } })).infcode, 0);
  assert.equal(send(state, request('9002', { signOut: { sign_no, opter_no: '1' } })).infcode, -1);
});

test('an unknown transaction, a lacking field and unreadable bytes are refused in an envelope', () => {
  const state = new PlatformState();
  assert.match(send(state, request('8888', {})).err_msg, /没有交易 8888/);
  assert.match(send(state, request('2102', sale([100], { psn_no: '' }))).err_msg, /人员编号/);
  const reply = JSON.parse(new TextDecoder().decode(answer(new Uint8Array([0xff]), state, policy, NOW).bytes));
  assert.equal(reply.infcode, -1);
});

test('every other transaction of the catalogue is answered by a shape that conforms strictly', () => {
  const state = new PlatformState();
  for (const { infno, input, bare } of catalogue().values()) {
    if (bare !== undefined) continue;
    const body: Record<string, unknown> = {};
    for (const [name, kind, place, fields] of input) {
      if (place !== 'top') continue;
      const own = fields.filter((field) => field[3] === '1' && !input.some((other) => other[0] === field[0]));
      const filled = Object.fromEntries(own.map((field) => [field[0], sampleValue(field[2], field[4])]));
      body[name] = kind === 'a' ? [filled] : filled;
    }
    const reply = send(state, request(infno, body));
    if (reply.infcode === -1)
      assert.match(reply.err_msg, /没有|不存在|有误|不能冲正|先签到/, `${infno} is refused for a business reason: ${reply.err_msg}`);
  }
});

test('any input of any transaction is answered in an envelope, never with an internal error', () => {
  const state = new PlatformState();
  const names = fc.constantFrom(
    'data',
    'druginfo',
    'drugdetail',
    'feedetail',
    'mdtrtinfo',
    'signIn',
    'signOut',
    'fsUploadIn',
    'fsDownloadIn',
  );
  const fields = fc.dictionary(
    fc.constantFrom('psn_no', 'cnt', 'pric', 'in', 'mdtrt_id', 'insutype', 'med_type', '__proto__'),
    fc.jsonValue(),
  );
  const input = fc.dictionary(names, fc.oneof(fields, fc.array(fields), fc.jsonValue()));
  fc.assert(
    fc.property(fc.constantFrom(...PLAYED_TRANSACTIONS), input, (infno, body) => {
      const bytes = new TextEncoder().encode(JSON.stringify(request(infno, body)));
      const reply = answer(bytes, state, policy, NOW);
      if (!reply.file) assert.doesNotMatch(JSON.parse(new TextDecoder().decode(reply.bytes)).err_msg, /内部错误/);
    }),
    { numRuns: 400 },
  );
});

function sampleValue(type: string, table: string | null | undefined): unknown {
  if (type.startsWith('n')) return 1;
  if (type === 'd:yyyy-MM-dd') return '2026-11-22';
  if (type === 'd:yyyy-MM-dd HH:mm:ss') return '2026-11-22 12:00:00';
  if (type.startsWith('d:')) return '20261122120000000'.slice(0, type.length - 2);
  if (type === 'a') return [];
  if (type === 'o') return {};
  return table ? '1' : '9'.slice(0, Number(type.slice(1)) || 1);
}
