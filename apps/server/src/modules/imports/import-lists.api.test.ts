import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { imported, type Sent } from './import.scene.ts';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const county = await system.as('xingqing.caseworker');
  for (const n of [1, 2, 3]) {
    const answer = await county.post('/institutions', { code: `P6401040000${n}`, kind: 'pharmacy', name: `药店${n}` });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  }
  await (await system.as('jinfeng.caseworker')).post('/institutions', { code: 'P64010600001', kind: 'pharmacy', name: '外区药店' });
});
after(() => system.stop());

const code = (n: number) => `P6401040000${n}`;
const county = (list: string, csv: string, sent: Sent = {}) => imported(system, 'xingqing.caseworker', csv, { list, ...sent });
const rowsOf = async (table: string) => Number((await system.query<{ n: string }>(`select count(*) as n from ${table}`))[0]!.n);

test('NX-6: terminals are filed from a file by the rules of a single filing; what is refused is told of its row', async () => {
  const header = '机构编码,IP,MAC,设备';
  const good = `${code(1)},10.64.1.10,AA-BB-CC-DD-EE-01,收银机`;
  const wrong = [
    `${code(1)},8.8.8.8,AA-BB-CC-DD-EE-02,`,
    `${code(1)},10.64.1.11,AA-BB-CC-DD,`,
    'P64010600001,10.64.1.12,AA-BB-CC-DD-EE-03,',
    'P64019900001,10.64.1.12,AA-BB-CC-DD-EE-04,',
    `${code(1)},10.64.1.13,aa:bb:cc:dd:ee:01,`,
  ];
  const none = await county('terminal-filings', [header, good, ...wrong].join('\n'));
  assert.deepEqual([none.state, none.rows, none.taken], ['done', 6, 0]);
  assert.equal(await rowsOf('filing'), 0);
  const some = await county('terminal-filings', [header, good, ...wrong].join('\n'), { keep: 'good' });
  assert.deepEqual([some.rows, some.taken, some.rejected], [6, 1, 5]);
  assert.deepEqual(
    some.faults.map((one) => `${one.row} ${one.column.split(' / ')[0]} ${one.rule}`),
    ['3 ip address-not-allowed', '4 mac mac-malformed', '5 institution not-found', '6 institution not-found', '7 mac twice-in-file'],
  );
  const filed = await system.query('select institution_code, ip, mac, state from filing');
  assert.deepEqual(filed, [{ institution_code: code(1), ip: '10.64.1.10', mac: 'aa:bb:cc:dd:ee:01', state: 'filed' }]);
  const events = await system.query(`select from audit_event where event = 'terminal-filing-apply'`);
  assert.equal(events.length, 1, 'what was refused left no trace of being done');
  const again = await county('terminal-filings', [header, good].join('\n'));
  assert.deepEqual(
    again.faults.map((one) => one.rule),
    ['filed-already'],
  );
});

test('a trial of a list that is taken in one by one runs every rule and keeps nothing', async () => {
  const before = await rowsOf('filing');
  const csv = ['机构编码,IP,环境', `${code(2)},10.64.2.10,正式环境`, `${code(2)},8.8.8.8,正式环境`, `${code(3)},10.64.2.11,测试`].join(
    '\n',
  );
  const trial = await county('address-filings', csv, { dryRun: true });
  assert.deepEqual([trial.state, trial.rows, trial.taken, trial.rejected], ['done', 3, 0, 1]);
  assert.deepEqual(
    trial.faults.map((one) => `${one.row} ${one.rule}`),
    ['3 address-not-allowed'],
  );
  assert.equal(await rowsOf('filing'), before);
});

test('NX-8: a second address of an institution is refused in a file as it is alone', async () => {
  const csv = ['机构编码,IP,环境', `${code(3)},10.64.3.10,正式环境`, `${code(3)},10.64.3.11,正式环境`].join('\n');
  const job = await county('address-filings', csv, { keep: 'good' });
  assert.deepEqual([job.taken, job.rejected], [1, 1]);
  assert.deepEqual(
    job.faults.map((one) => `${one.row} ${one.rule} ${one.clause}`),
    ['3 address-limit NX-8'],
  );
});

test('NX-7: lines are applied for from a file; a carrier that is not on the list is told at its row', async () => {
  const year = new Date().getFullYear();
  const agreed = await (await system.as('xingqing.caseworker')).post(`/institutions/${code(1)}/service-agreements`, {
    number: 'FW-1',
    year,
    validFrom: `${year}-01-01`,
  });
  assert.equal(agreed.status, 201, JSON.stringify(agreed.body));
  const lines = [`${code(1)},专线,carrier-a,FW-1`, `${code(2)},专线,carrier-nowhere,FW-1`, `${code(2)},专线,carrier-a,`];
  const job = await county('line-filings', ['机构编码,线路类型,运营商,协议编号', ...lines].join('\n'), { keep: 'good' });
  assert.deepEqual([job.taken, job.rejected], [1, 2], JSON.stringify(job.faults));
  assert.deepEqual(
    job.faults.map((one) => `${one.row} ${one.column.split(' / ')[0]} ${one.rule}`),
    ['3 carrier not-found', '4 agreementNumber agreement-not-of-the-year'],
  );
});

test('NX-5: operators are named from a file; their names are told in no fault and kept in no key', async () => {
  const csv = ['机构编码,岗位,姓名,联系电话', `${code(1)},安全运维人员,欧阳建国,0951-5012345`, `${code(1)},信息安全员,上官修文,电话`].join(
    '\n',
  );
  const job = await county('operators', csv, { keep: 'good' });
  assert.deepEqual([job.taken, job.rejected], [1, 1]);
  assert.ok(!JSON.stringify(job).includes('上官'));
  assert.ok(!JSON.stringify(await system.query('select * from import_fault')).includes('上官'));
  const named = await (await system.as('xingqing.caseworker')).get(`/institutions/${code(1)}/operators`);
  assert.deepEqual(
    (named.body.operators as unknown as { name: string; role: string }[]).map((one) => `${one.role} ${one.name}`),
    ['operator 欧阳建国'],
  );
});

test('agreements are recorded from a file by the bureau that the profile names', async () => {
  const csv = [
    'institution,kind,number,withInstitution,withBureau,signedOn',
    `${code(1)},承诺书,CN-1,是,否,2026-01-05`,
    `${code(2)},commitment,CN-2,yes,no,2026-13-05`,
  ].join('\n');
  const job = await county('agreements', csv, { keep: 'good' });
  assert.deepEqual([job.taken, job.rejected], [1, 1], JSON.stringify(job.faults));
  assert.deepEqual(
    job.faults.map((one) => `${one.row} ${one.column.split(' / ')[0]} ${one.rule}`),
    ['3 signedOn value-invalid'],
  );
  assert.equal(await rowsOf('agreement'), 1);
});

test('a file that is longer than one transaction can decide is refused as a whole, and told what to do', async () => {
  const lines = Array.from(
    { length: 2001 },
    (_, n) => `${code(1)},10.64.9.9,AA-BB-CC-DD-${[n >> 8, n & 255].map((b) => b.toString(16).padStart(2, '0')).join('-')}`,
  );
  const job = await county('terminal-filings', ['机构编码,IP,MAC', ...lines].join('\n'));
  assert.deepEqual([job.state, job.refusal?.code, job.taken], ['refused', 'import-too-long', 0]);
});
