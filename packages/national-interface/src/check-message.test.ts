import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkFile } from './check-file.ts';
import { checkMessage } from './check-message.ts';
import type { Mode } from './finding.ts';

const GOOD = {
  infno: '2103',
  msgid: 'P64010500001202611221200000001',
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
  input: { data: { setl_id: 'S1', mdtrt_id: 'M1', psn_no: 'N1' } },
};

function rules(message: unknown, mode: Mode = 'strict', direction: 'request' | 'response' = 'request', infno?: string): string[] {
  const result = checkMessage(message, { direction, mode, ...(infno === undefined ? {} : { infno }) });
  return [result.verdict, ...result.findings.map((one) => `${one.rule} ${one.path}`)];
}

test('a conforming message has no finding in either mode', () => {
  assert.deepEqual(rules(GOOD), ['pass']);
  assert.deepEqual(rules(GOOD, 'tolerant'), ['pass']);
});

test('a missing or empty required field fails in both modes', () => {
  const { psn_no: _, ...rest } = GOOD.input.data;
  for (const mode of ['strict', 'tolerant'] as const) {
    assert.deepEqual(rules({ ...GOOD, input: { data: rest } }, mode), ['fail', 'required $.input.data.psn_no']);
    assert.deepEqual(rules({ ...GOOD, input: { data: { ...rest, psn_no: '' } } }, mode), ['fail', 'required-empty $.input.data.psn_no']);
    assert.deepEqual(rules({ ...GOOD, input: {} }, mode), ['fail', 'node-missing $.input.data']);
  }
});

test('where real senders are known to be looser, strict reports and tolerant accepts with a warning', () => {
  const loose: readonly [object, string][] = [
    [{ opter_type: 1 }, 'type-loose $.opter_type'],
    [{ fixmedins_name: '银川市金凤区某某某某某某某某大药房连锁有限公司第一分店' }, 'length-loose $.fixmedins_name'],
    [{ msgid: '20261122120000000001' }, 'shape $.msgid'],
    [{ input: { data: [GOOD.input.data] } }, 'node-shape $.input.data'],
  ];
  for (const [change, finding] of loose) {
    assert.deepEqual(rules({ ...GOOD, ...change }), ['fail', finding]);
    assert.deepEqual(rules({ ...GOOD, ...change }, 'tolerant'), ['warn', finding]);
  }
});

test('a reply may bring infcode as text and no inf_refmsgid on failure', () => {
  const reply = { infcode: '-1', inf_refmsgid: '', err_msg: '失败', output: null };
  assert.deepEqual(rules(reply, 'tolerant', 'response', '2102'), ['warn', 'type-loose $.infcode', 'required-empty-reply $.inf_refmsgid']);
  assert.equal(rules(reply, 'strict', 'response', '2102')[0], 'fail');
});

test('a code outside a closed table fails, outside an open one warns, and strict or the table’s own province fails both', () => {
  const sale = (over: object) => ({
    ...GOOD,
    infno: '1101',
    input: { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '1', psn_cert_type: '01', certno: '1', psn_name: '甲', ...over } },
  });
  assert.deepEqual(rules(sale({ mdtrt_cert_type: '88' }), 'tolerant'), ['fail', 'code $.input.data.mdtrt_cert_type']);
  assert.deepEqual(rules(sale({ mdtrt_cert_type: '2' }), 'tolerant'), ['warn', 'code-padding $.input.data.mdtrt_cert_type']);
  assert.deepEqual(rules(sale({ mdtrt_cert_type: '03' })), ['fail', 'required-when $.input.data.card_sn']);
  assert.deepEqual(rules(sale({ mdtrt_cert_type: '03' }), 'tolerant'), ['warn', 'required-when $.input.data.card_sn']);
});

test('a province’s layer adds what its text requires; a province without one is judged by the national layer and says so', () => {
  const query = { ...GOOD, infno: '1101', input: { data: { mdtrt_cert_type: '02', psn_cert_type: '01', certno: '1', psn_name: '甲' } } };
  assert.equal(checkMessage(query, { direction: 'request', mode: 'tolerant' }).verdict, 'pass');
  const hunan = checkMessage(query, { direction: 'request', mode: 'tolerant', layer: '430102' });
  assert.deepEqual(
    hunan.findings.map((one) => [one.rule, one.path, one.source]),
    [['required', '$.input.data.mdtrt_cert_no', '430000 1101/input/data/mdtrt_cert_no']],
  );
  const other = checkMessage(query, { direction: 'request', mode: 'tolerant', layer: '640000' });
  assert.deepEqual([other.verdict, other.findings[0]?.rule], ['warn', 'layer-unknown']);
});

test('numbers are held to digits and decimals, times to the calendar', () => {
  const fee = (over: object) => {
    const { findings } = checkMessage({ ...GOOD, infno: '3201', input: { data: over } }, { direction: 'request', mode: 'tolerant' });
    return findings.filter((one) => one.path.endsWith(Object.keys(over)[0]!)).map((one) => one.rule);
  };
  assert.deepEqual(fee({ medfee_sumamt: 12.345 }), ['scale']);
  assert.deepEqual(fee({ medfee_sumamt: 1e15 }), ['length']);
  assert.deepEqual(fee({ medfee_sumamt: '12.30' }), ['type-loose']);
  assert.deepEqual(fee({ medfee_sumamt: '12元' }), ['type']);
  assert.deepEqual(fee({ stmt_begndate: '2026-02-30' }), ['format']);
  assert.deepEqual(fee({ stmt_begndate: '2026-02-28 00:00:00' }), ['format-loose']);
  assert.deepEqual(fee({ stmt_begndate: '2028-02-29' }), []);
});

test('an unknown transaction and an encrypted body cannot be judged and warn', () => {
  assert.deepEqual(rules({ ...GOOD, infno: '8888' }, 'tolerant'), ['warn', 'transaction-unknown $.infno']);
  assert.deepEqual(rules({ ...GOOD, input: 'q83vEjRW' }, 'tolerant'), ['warn', 'encrypted $.input']);
  assert.deepEqual(rules({ encData: 'AB', appId: 'x' }, 'tolerant'), ['warn', 'encrypted $.encData']);
});

test('a response takes its transaction from the option, else the file’s name; a request from itself', () => {
  const reply = JSON.stringify({ infcode: 0, inf_refmsgid: '640105202611221200000000000001', output: {} });
  assert.equal(checkFile('a/2207-response-1.json', reply, { mode: 'tolerant' }).infno, '2207');
  assert.equal(checkFile('a/2207-response-1.json', reply, { mode: 'tolerant', infno: '2102' }).infno, '2102');
  const request = checkFile('2207-request-1.json', JSON.stringify(GOOD), { mode: 'tolerant' });
  assert.deepEqual([request.infno, request.direction, request.verdict], ['2103', 'request', 'warn']);
  const broken = checkFile('x.json', '{"a":1,"a":2}', { mode: 'tolerant' });
  assert.deepEqual([broken.verdict, broken.findings[0]?.rule, broken.findings[0]?.path], ['fail', 'json-duplicate-name', '$.a']);
});

test('the check is total, strict is never milder than tolerant, and findings stay bounded, whatever the value', () => {
  const infno = fc.constantFrom('1101', '2102', '2207', '3101', '4104', '4261', '5301', '9001', '8888');
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 4 }),
      infno,
      fc.constantFrom<'request' | 'response'>('request', 'response'),
      (body, number, direction) => {
        for (const value of [
          body,
          { ...GOOD, infno: number, infcode: 0, input: body, output: body },
          { ...GOOD, input: { data: body, druginfo: body } },
        ]) {
          const strict = checkMessage(value, { direction, mode: 'strict', infno: number });
          const tolerant = checkMessage(value, { direction, mode: 'tolerant', infno: number });
          const rank = { pass: 0, warn: 1, fail: 2 };
          assert.ok(rank[strict.verdict] >= rank[tolerant.verdict]);
          assert.ok(strict.findings.length <= 501);
        }
      },
    ),
  );
});
