import { inquiry, sale } from '../his-message.ts';
import { attestAndRecord, driveHis, openJointTest, standingOf, submitJointTest } from '../joint-test.ts';
import type { Pharmacy } from '../ningxia-pharmacy.ts';
import type { Stage } from '../stage.ts';
import type { Sight } from '../story.ts';
import { evaluate, type SystemChange, seal, sealers, stepPath, take, takeByTwo, vouch } from '../system-change.ts';
import { admittedIn, becauseOf, coverageIs, gatewayRefuses, passes, refuses, sealedBy, stateIs } from '../words.ts';

interface Clock {
  readonly clause: string;
  readonly dueOn: string | null;
  readonly state: string;
  readonly explanation: readonly { readonly date: string; readonly counts: boolean; readonly why: { readonly zh: string } }[];
}

const CLOCK_STATES: Readonly<Record<string, string>> = { running: '计时中', met: '按期完成', breached: '逾期', cancelled: '终止计时' };

/** NX-20(1), (2): verified by the local bureau, evaluated by the province within five working days of its receipt. */
export async function verifyAndEvaluate(stage: Stage, change: SystemChange): Promise<void> {
  const { story } = stage;
  const { local, localApprover, province, provinceApprover } = change;
  await story.step(
    {
      title: {
        zh: '属地两人核实并上报；经办人批准自己的提请、自治区越级核实都被拒',
        en: 'Verified by two people of the local bureau; others are refused',
      },
      clauses: ['NX-20(1)'],
      expected: [refuses('role-not-allowed', 'NX-20(1)'), refuses('role-not-allowed', 'NX-20(1)'), stateIs('reported')],
    },
    async (sight) => {
      await local.post(`${stepPath(change, 'verify')}/request`, {});
      await stage.refusal(sight, local, stepPath(change, 'verify'), {});
      await stage.refusal(sight, provinceApprover, stepPath(change, 'verify'), {});
      sight.saw(stateIs((await take(change, localApprover, 'verify')).state));
    },
  );

  await story.step(
    {
      title: { zh: '自治区收到材料，5 个工作日的评估期限逐日说明', en: 'Received by the province: five working days, each day explained' },
      clauses: ['NX-20(2)'],
      expected: [stateIs('received'), '评估期限依据 NX-20(2)：计入 5 个工作日，计时中'],
    },
    async (sight) => {
      sight.saw(stateIs((await take(change, province, 'receive')).state));
      await tellClock(sight, change);
    },
  );

  await story.step(
    {
      title: {
        zh: '厂商未承诺接入条件时不能评估；承诺后两人评估合格，期限内完成',
        en: "Without the vendor's promise no evaluation; with it passed, in time, by two people",
      },
      clauses: ['NX-附2.2(1)', 'NX-20(2)'],
      expected: [
        refuses('step-lacks', 'NX-附2.2(1)'),
        stateIs('evaluated'),
        '评估期限依据 NX-20(2)：计入 5 个工作日，按期完成',
        admittedIn('test'),
      ],
    },
    async (sight) => {
      await stage.refusal(sight, province, `${stepPath(change, 'evaluate-passed')}/request`, {});
      await vouch(change);
      sight.saw(stateIs((await evaluate(change)).state));
      await tellClock(sight, change);
      await stage.explain(sight, change.member.code, 'test');
    },
  );
}

async function tellClock(sight: Sight, { number, province }: SystemChange): Promise<void> {
  const { clocks } = await province.get<{ clocks: Clock[] }>(`/applications/${number}`);
  const clock = clocks[0];
  if (clock === undefined) {
    sight.saw('没有期限');
    return;
  }
  const counted = clock.explanation.filter((day) => day.counts).length;
  sight.saw(`评估期限依据 ${clock.clause}：计入 ${counted} 个工作日，${CLOCK_STATES[clock.state] ?? clock.state}`);
  for (const day of clock.explanation) sight.note(`${day.date} ${day.counts ? '计入' : '不计'}：${day.why.zh}`);
  sight.note(`最迟 ${clock.dueOn}`);
}

/** NX-20(2), (4): the joint test runs on the test path, apart from production; its report is sealed by four and no fifth. */
export async function testAndSeal(stage: Stage, change: SystemChange, pharmacy: Pharmacy): Promise<void> {
  const { story, lines, enforcement, people } = stage;
  await story.step(
    {
      title: {
        zh: '联调测试：测试地址走测试路径通过；生产与测试互不相通',
        en: 'The joint test: test passes on the test path, and neither environment reaches the other',
      },
      clauses: ['NX-20(2)', 'NX-20(4)'],
      expected: [
        stateIs('testing'),
        passes('1101'),
        passes('2102'),
        gatewayRefuses('2102', 'wrong-environment', 'NX-20(4)'),
        gatewayRefuses('2102', 'wrong-environment', 'NX-20(4)'),
      ],
    },
    async (sight) => {
      const firms = { partner: 'partner', platformVendor: 'platform' };
      sight.saw(stateIs((await take(change, change.province, 'appoint-partner', firms)).state));
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.test, 'test', inquiry(pharmacy));
      await lines.send(sight, pharmacy.test, 'test', sale(pharmacy));
      await lines.send(sight, pharmacy.production, 'test', sale(pharmacy));
      await lines.send(sight, pharmacy.test, 'production', sale(pharmacy));
    },
  );

  let sm3 = '';
  await story.step(
    {
      title: {
        zh: '联调测试：药店的系统自己跑完全部用例，未覆盖、未见证时提交被拒；封存、签名、核验后成为报告',
        en: 'The joint test: the HIS drives every case by itself; nothing is submitted before all is covered; frozen, signed, verified',
      },
      clauses: ['NX-附3.1', 'NX-20(2)'],
      expected: [
        coverageIs(0),
        refuses('report-not-full', 'NX-20(2)'),
        coverageIs(1),
        refuses('report-not-full', 'NX-20(2)'),
        coverageIs(1),
        stateIs('tested'),
      ],
    },
    async (sight) => {
      const test = await openJointTest(change);
      sight.saw(coverageIs((await standingOf(change, test)).share));
      await stage.refusal(sight, change.vendor, `${test.path}/submission`, {});
      await driveHis(change, test);
      const { share, messages, cases } = await standingOf(change, test);
      sight.saw(coverageIs(share));
      sight.note(`参考系统发送 ${messages} 条报文，用例 ${cases.length} 个，通过 ${cases.filter((one) => one.state === 'pass').length} 个`);
      await stage.refusal(sight, change.vendor, `${test.path}/submission`, {});
      await attestAndRecord(change, test);
      const submitted = await submitJointTest(change, test);
      sm3 = submitted.sm3;
      sight.saw(coverageIs(submitted.share));
      sight.note(`报告 SM3 ${sm3}`);
      sight.saw(stateIs((await take(change, change.vendor, 'record-test')).state));
    },
  );

  await story.step(
    {
      title: {
        zh: '测试报告由四方盖章；第五方、外地医保局被拒，缺一方不能完成',
        en: 'Four seal the report; a fifth is refused, and three do not suffice',
      },
      clauses: ['NX-20(2)'],
      expected: [
        refuses('role-not-allowed', 'GJ-3.5'),
        refuses('role-not-allowed', 'NX-20(2)'),
        refuses('step-lacks', 'NX-20(2)'),
        stateIs('sealed'),
        sealedBy(['territorial-bureau', 'platform-vendor', 'connecting-party', 'institution']),
      ],
    },
    async (sight) => {
      const path = `/applications/${change.number}/seals`;
      await stage.refusal(sight, change.partner, path, { party: 'integration-partner', sm3 });
      await stage.refusal(sight, await people.as('yinchuan.approver'), path, { party: 'territorial-bureau', sm3 });
      const [last, ...others] = sealers(change);
      for (const [party, person] of others) await seal(change, person, party, sm3);
      await stage.refusal(sight, change.localApprover, stepPath(change, 'seal'), {});
      if (last !== undefined) await seal(change, last[1], last[0], sm3);
      sight.saw(stateIs((await take(change, change.localApprover, 'seal')).state));
      const { seals } = await change.local.get<{ seals: { party: string }[] }>(`/applications/${change.number}`);
      sight.saw(sealedBy(seals.map((one) => one.party)));
    },
  );
}

/** NX-20(3): the province verifies the report and feeds back 同意接入, by two people; what the application had taken away is given back. */
export async function agreed(stage: Stage, change: SystemChange, pharmacy: Pharmacy): Promise<void> {
  const { story, lines, enforcement } = stage;
  const { province, provinceApprover, local, number } = change;
  await story.step(
    {
      title: {
        zh: '自治区验证报告，两人反馈“同意接入”：暂停与停止拨付一并解除',
        en: 'The province agrees, by two people: suspension and stop are lifted',
      },
      clauses: ['NX-20(3)', 'NX-20(末)'],
      expected: [
        refuses('role-not-allowed', 'NX-20(3)'),
        stateIs('agreed'),
        '仍在执行的限制 0 项',
        admittedIn('production'),
        passes('2102'),
      ],
    },
    async (sight) => {
      await take(change, local, 'report-test');
      await take(change, province, 'verify-report');
      await province.post(`/applications/${number}/opinions`, { code: 'admission', agrees: true, opinion: '报告属实，同意接入' });
      await province.post(`${stepPath(change, 'agree')}/request`, {});
      await stage.refusal(sight, province, stepPath(change, 'agree'), {});
      sight.saw(stateIs((await take(change, provinceApprover, 'agree')).state));
      const { restrictions } = await local.get<{ restrictions: { lifted: object | null }[] }>(
        `/institutions/${pharmacy.code}/restrictions`,
      );
      sight.saw(`仍在执行的限制 ${restrictions.filter((one) => one.lifted === null).length} 项`);
      await enforcement.applied(sight);
      await stage.explain(sight, pharmacy.code, 'production');
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
    },
  );
}

/** NX-附4: 不同意接入 leaves the suspension where it was. */
export async function disagreed(stage: Stage, change: SystemChange, pharmacy: Pharmacy): Promise<void> {
  const { story, lines, enforcement } = stage;
  await story.step(
    {
      title: {
        zh: `${pharmacy.name} 也更换系统，反馈“不同意接入”：继续暂停`,
        en: 'A second pharmacy is not agreed to: it stays suspended',
      },
      clauses: ['NX-附4', 'NX-20(末)'],
      expected: [
        stateIs('disagreed'),
        admittedIn('production', false),
        becauseOf('disbursement-stop', 'NX-20(末)'),
        becauseOf('settlement-suspension', 'NX-20(末)'),
        gatewayRefuses('2102', 'settlement-suspension', 'NX-20(末)'),
        passes('1101'),
      ],
    },
    async (sight) => {
      const reason = '读卡环境未统一，测试报告与现场不符';
      const { state } = await takeByTwo(change, change.province, change.provinceApprover, 'disagree', reason);
      sight.saw(stateIs(state));
      await enforcement.applied(sight);
      await stage.explain(sight, pharmacy.code, 'production');
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
      await lines.send(sight, pharmacy.production, 'production', inquiry(pharmacy));
    },
  );
}
