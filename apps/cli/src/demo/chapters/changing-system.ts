import { beijingDate } from '../beijing-time.ts';
import { registerSystem } from '../cast.ts';
import { type HisMessage, reversal, sale, totals } from '../his-message.ts';
import { nameOperators, type Pharmacy, today } from '../ningxia-pharmacy.ts';
import type { Stage } from '../stage.ts';
import { agreeInWriting, findConforming, handIn, openSystemChange, type SystemChange, stepPath, take } from '../system-change.ts';
import { admittedIn, becauseOf, gatewayRefuses, passes, refuses, stateIs } from '../words.ts';

/** 网络安全方案 */
const FORGOTTEN = 'security-plan';

/** NX-20(末): from the day of the application on, a pharmacy that changes its system does not settle and is not paid. */
export async function applyForChange(stage: Stage, pharmacy: Pharmacy, settled: HisMessage): Promise<SystemChange> {
  const { story, people, lines, enforcement } = stage;
  const system = await registerSystem(await people.as('his-vendor.operator'), '示范药店管理系统', 'V4.0', today());
  const change = await openSystemChange(people, pharmacy, system);
  await story.step(
    {
      title: {
        zh: '更换信息系统：未配备安全运维人员，不能申报',
        en: 'A change of system: no security operator is named, no application goes out',
      },
      clauses: ['NX-5'],
      expected: [refuses('step-lacks', 'NX-5')],
    },
    (sight) => stage.refusal(sight, pharmacy.operator, stepPath(change, 'submit'), {}),
  );

  await story.step(
    {
      title: { zh: '申报当日即暂停结算、停止拨付', en: 'On the day of the application settlement is suspended and disbursement stopped' },
      clauses: ['NX-20(末)'],
      expected: [
        imposed('disbursement-stop', 'NX-20(末)'),
        imposed('settlement-suspension', 'NX-20(末)'),
        admittedIn('production', false),
        becauseOf('disbursement-stop', 'NX-20(末)'),
        becauseOf('settlement-suspension', 'NX-20(末)'),
      ],
    },
    async (sight) => {
      await nameOperators(pharmacy);
      await handIn(
        change,
        change.asked.materials.map((one) => one.code).filter((code) => code !== FORGOTTEN),
      );
      await take(change, pharmacy.operator, 'submit');
      const { restrictions } = await pharmacy.bureau.get<{ restrictions: Imposed[] }>(`/institutions/${pharmacy.code}/restrictions`);
      for (const one of restrictions.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))) {
        const sameDay = beijingDate(new Date(one.imposedAt)) === today();
        sight.saw(sameDay ? imposed(one.kind, one.clause) : `非当日作出 ${one.kind}`);
        sight.note(`${one.by}：${one.reason}`);
      }
      sight.note(`受理号 ${change.number}`);
      await enforcement.applied(sight);
      await stage.explain(sight, pharmacy.code, 'production');
    },
  );

  await story.step(
    {
      title: { zh: '结算被拒；冲正和对账照常，账才能平', en: 'A settlement is refused; reversal and reconciliation still pass' },
      clauses: ['NX-20(末)'],
      expected: [gatewayRefuses('2102', 'settlement-suspension', 'NX-20(末)'), passes('2601'), passes('3201')],
    },
    async (sight) => {
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
      await lines.send(sight, pharmacy.production, 'production', reversal(pharmacy, settled));
      await lines.send(sight, pharmacy.production, 'production', totals(pharmacy));
    },
  );
  return change;
}

const imposed = (kind: string, clause: string) => `当日作出：${becauseOf(kind, clause)}`;

interface Imposed {
  readonly kind: string;
  readonly clause: string;
  readonly by: string;
  readonly reason: string;
  readonly imposedAt: string;
}

/** NX-20(1): the bureau verifies true and complete materials; what is missing is named, and supplemented. */
export async function supplementMaterials(stage: Stage, change: SystemChange): Promise<void> {
  const { story } = stage;
  const all = change.asked.materials.map((one) => one.code);
  const path = `${stepPath(change, 'verify')}/request`;
  await story.step(
    {
      title: {
        zh: '少一份网络安全方案：核实被拒，退回补正',
        en: 'One material is missing: verification is refused, the application is returned',
      },
      clauses: ['NX-20(1)'],
      expected: [refuses('step-lacks', 'NX-20(1)'), '所缺：网络安全方案', stateIs('supplement')],
    },
    async (sight) => {
      const handedIn = all.filter((code) => code !== FORGOTTEN);
      await findConforming(change, handedIn);
      await agreeInWriting(change, change.local, 'local', '情况属实');
      const problem = await change.local.refused(path, {});
      sight.saw(refuses(problem.code, problem.clause));
      const said = problem.detail?.zh ?? '';
      sight.saw(`所缺：${/“([^”]+)”/u.exec(said)?.[1] ?? '（未写明）'}`);
      sight.note(`${change.local.name} 被告知：「${problem.title.zh}：${said}。${problem.mend.zh}」`);
      const { state } = await take(change, change.local, 'return', { reason: '缺网络安全方案，请补正' });
      sight.saw(stateIs(state));
    },
  );

  await story.step(
    {
      title: {
        zh: '补正后重新申报，属地医保局核实材料真实完整',
        en: 'Supplemented and handed in again; the bureau finds the materials true and complete',
      },
      clauses: ['NX-20(1)'],
      expected: [stateIs('submitted'), `材料齐全 ${all.length}/${all.length}`],
    },
    async (sight) => {
      await handIn(change, [FORGOTTEN]);
      sight.saw(stateIs((await take(change, change.member.operator, 'resubmit')).state));
      await findConforming(change, all);
      await agreeInWriting(change, change.local, 'local', '情况属实，材料真实、完整，同意上报');
      const { materials } = await change.local.get<{ materials: { finding: { conforms: boolean } | null }[] }>(
        `/applications/${change.number}`,
      );
      sight.saw(`材料齐全 ${materials.filter((one) => one.finding?.conforms === true).length}/${materials.length}`);
    },
  );
}
