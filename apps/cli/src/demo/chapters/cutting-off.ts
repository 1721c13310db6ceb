import { setTimeout as delay } from 'node:timers/promises';
import { inquiry, sale } from '../his-message.ts';
import type { Pharmacy } from '../ningxia-pharmacy.ts';
import type { Person } from '../people.ts';
import type { Stage } from '../stage.ts';
import { Otherwise } from '../story.ts';
import { gatewayRefuses, passes, refuses } from '../words.ts';

interface Restriction {
  readonly id: string;
  readonly version: number;
}

const CLOSING_MS = 2000;

/** NX-18: the province cuts off at once and alone; giving back needs rectification and another person. */
export async function cutOff(stage: Stage, pharmacy: Pharmacy): Promise<void> {
  const { story, people, lines, enforcement } = stage;
  const province = await people.as('nx.caseworker');
  const approver = await people.as('nx.approver');
  let order: Restriction | null = null;
  await story.step(
    {
      title: {
        zh: '自治区监测到异常，一人即切断；下一个请求即被拒绝',
        en: 'The province cuts off, one person at once; the very next request is refused',
      },
      clauses: ['NX-18'],
      expected: [passes('1101'), gatewayRefuses('2102', 'cut-off', 'NX-18'), '空闲连接已由网关关闭', '已下令 → 已回执 → 已核实断开'],
    },
    async (sight) => {
      await lines.send(sight, pharmacy.production, 'production', inquiry(pharmacy));
      const idle = await lines.holdOpen(pharmacy.production, 'production', inquiry(pharmacy));
      order = await approver.post<Restriction>(`/institutions/${pharmacy.code}/restrictions`, {
        kind: 'cut-off',
        clause: 'NX-18',
        reason: '监测到终端异常外联',
      });
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
      sight.saw(await Promise.race([idle.closed.then(() => '空闲连接已由网关关闭'), delay(CLOSING_MS, '空闲连接未关闭', { ref: false })]));
      await enforcement.verifiedOff(sight, pharmacy.code);
    },
  );

  await story.step(
    {
      title: { zh: '未整改不得恢复，同一人不得自请自批', en: 'No restoring before rectification, and not by one person alone' },
      clauses: ['NX-18'],
      expected: [refuses('lifting-condition-unmet', 'NX-18'), refuses('four-eyes', 'NX-18'), gatewayRefuses('2102', 'cut-off', 'NX-18')],
    },
    async (sight) => {
      const { id, version } = known(order);
      await stage.refusal(sight, approver, `/restrictions/${id}/lift-request`, { reason: '请求恢复' }, version);
      const rectified = await pharmacy.operator.post<Restriction>(
        `/restrictions/${id}/rectification`,
        { text: '已拆除违规外联设备，终端全部查杀并重装' },
        version,
      );
      const requested = await approver.post<Restriction>(`/restrictions/${id}/lift-request`, { reason: '整改完毕' }, rectified.version);
      await stage.refusal(sight, approver, `/restrictions/${id}/lifting`, undefined, requested.version);
      order = requested;
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
    },
  );

  await story.step(
    {
      title: { zh: '整改完毕，另一人确认后恢复，结算通过', en: 'Rectified and confirmed by another person, it is restored and settles' },
      clauses: ['NX-18'],
      expected: ['已解除，依据 NX-18', passes('2102')],
    },
    async (sight) => {
      const { id, version } = known(order);
      const again = await province.post<Restriction>(`/restrictions/${id}/lift-request`, { reason: '现场复核整改属实' }, version);
      await lift(approver, again, sight.saw);
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
    },
  );
}

/** NX-14: the institution takes itself off the net; it comes back when two people of its bureau have seen the rectification. */
export async function disconnectItself(stage: Stage, pharmacy: Pharmacy): Promise<void> {
  const { story, people, lines, enforcement } = stage;
  let own: Restriction | null = null;
  await story.step(
    {
      title: { zh: '机构发现中毒，自行断开网络连接', en: 'The institution finds a virus and disconnects itself' },
      clauses: ['NX-14'],
      expected: [gatewayRefuses('2102', 'cut-off', 'NX-14'), '已下令 → 已回执 → 已核实断开'],
    },
    async (sight) => {
      own = await pharmacy.operator.post<Restriction>(`/institutions/${pharmacy.code}/disconnection`, {
        reason: '收银终端感染勒索病毒，立即断开',
      });
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
      await enforcement.verifiedOff(sight, pharmacy.code);
    },
  );

  await story.step(
    {
      title: {
        zh: '机构不能自行恢复；整改后由属地医保局两人恢复',
        en: 'It cannot restore itself; two people of the local bureau do, after rectification',
      },
      clauses: ['NX-14'],
      expected: [refuses('role-not-allowed', 'GJ-3.5'), '已解除，依据 NX-14', passes('2102')],
    },
    async (sight) => {
      const { id, version } = known(own);
      const rectified = await pharmacy.operator.post<Restriction>(`/restrictions/${id}/rectification`, { text: '已重装并查杀' }, version);
      await stage.refusal(sight, pharmacy.operator, `/restrictions/${id}/lift-request`, { reason: '请求恢复' }, rectified.version);
      const requested = await pharmacy.bureau.post<Restriction>(
        `/restrictions/${id}/lift-request`,
        { reason: '现场核查已消除风险' },
        rectified.version,
      );
      await lift(await people.as('xingqing.approver'), requested, sight.saw);
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
    },
  );
}

async function lift(approver: Person, { id, version }: Restriction, saw: (fact: string) => void): Promise<void> {
  const { lifted } = await approver.post<{ lifted: { clause: string } | null }>(`/restrictions/${id}/lifting`, undefined, version);
  saw(lifted === null ? '未解除' : `已解除，依据 ${lifted.clause}`);
}

function known(order: Restriction | null): Restriction {
  if (order === null) throw new Otherwise('前一步没有作出限制');
  return order;
}
