import { type Member, registerMember } from '../cast.ts';
import { inquiry, sale } from '../his-message.ts';
import { carrierOf, fileAddress, fileLine } from '../network-filings.ts';
import { today } from '../ningxia-pharmacy.ts';
import type { Person } from '../people.ts';
import type { Stage } from '../stage.ts';
import { admittedIn, becauseOf, gatewayRefuses, notAdmittedIn, passes, refuses, stateIs } from '../words.ts';

/** A hospital of 晋城市城区, in three steps: line, network test, system test (JC-6, JC-7). */
export async function jincheng(stage: Stage): Promise<void> {
  const { story, people, lines, enforcement } = stage;
  const hospital = await registerMember(people, {
    kind: 'hospital',
    division: '140502',
    name: '晋城示范医院',
    bureau: 'chengqu',
    province: 'sx',
  });
  const testedAt = () => new Date().toISOString();
  const take = (person: Person, number: string, step: string, action = '') =>
    person.post<{ state: string }>(`/applications/${number}/transitions/${step}${action}`, {});
  let address = '';
  let number = '';

  await story.step(
    {
      title: {
        zh: `${hospital.name} 第一步：专线登记，申请接入`,
        en: 'Jincheng, first step: the line is on file, connection is applied for',
      },
      clauses: ['JC-6', 'JC-7'],
      expected: [
        stateIs('submitted'),
        notAdmittedIn('production'),
        becauseOf('network-test-missing', 'JC-7'),
        becauseOf('system-test-missing', 'JC-7'),
      ],
    },
    async (sight) => {
      await fileLine(hospital, await carrierOf(people, 'carrier-jc'), null);
      address = await fileAddress(hospital, 'production');
      number = await apply(hospital);
      sight.saw(stateIs((await take(hospital.operator, number, 'submit')).state));
      await stage.explain(sight, hospital.code, 'production');
    },
  );

  await story.step(
    {
      title: {
        zh: '第二步：网络测试完成；系统测试未做，报文被拒',
        en: 'Second step: the network is tested; without the system test its message is refused',
      },
      clauses: ['JC-7'],
      expected: [gatewayRefuses('1101', 'system-test-missing', 'JC-7')],
    },
    async (sight) => {
      await hospital.bureau.post(`/institutions/${hospital.code}/test-records`, {
        kind: 'network-test',
        passed: true,
        testedAt: testedAt(),
      });
      await enforcement.applied(sight);
      await lines.send(sight, address, 'production', inquiry(hospital));
    },
  );

  await story.step(
    {
      title: {
        zh: '第三步：系统对接测试完成，两人确认正式接入，报文通过',
        en: 'Third step: the system is tested, two people connect it, its message passes',
      },
      clauses: ['JC-7'],
      expected: [stateIs('connected'), admittedIn('production'), passes('1101')],
    },
    async (sight) => {
      await hospital.bureau.post(`/institutions/${hospital.code}/test-records`, {
        kind: 'system-test',
        passed: true,
        testedAt: testedAt(),
      });
      await take(hospital.bureau, number, 'connect', '/request');
      sight.saw(stateIs((await take(await people.as('chengqu.approver'), number, 'connect')).state));
      await enforcement.applied(sight);
      await stage.explain(sight, hospital.code, 'production');
      await lines.send(sight, address, 'production', inquiry(hospital));
    },
  );
}

/** A pharmacy of 唐山市, in three steps: address, security agreement, connection procedure (TS-0, TS-2(3)). */
export async function tangshan(stage: Stage): Promise<void> {
  const { story, people, lines, enforcement } = stage;
  const pharmacy = await registerMember(people, {
    kind: 'pharmacy',
    division: '130200',
    name: '唐山示范药房',
    bureau: 'tangshan',
    province: 'heb',
  });
  const office = pharmacy.bureau;
  let address = '';
  let number = '';
  const path = (step: string, action = '') => `/applications/${number}/transitions/${step}${action}`;

  await story.step(
    {
      title: {
        zh: `${pharmacy.name} 第一步：未签安全管理协议，不能接入`,
        en: 'Tangshan, first step: without the security agreement nothing passes',
      },
      clauses: ['TS-0', 'TS-2(3)'],
      expected: [
        refuses('step-lacks', 'TS-0'),
        notAdmittedIn('production'),
        becauseOf('connection-procedure-missing', 'TS-2(3)'),
        becauseOf('no-security-agreement', 'TS-0'),
        gatewayRefuses('2102', 'no-security-agreement', 'TS-0'),
      ],
    },
    async (sight) => {
      address = await fileAddress(pharmacy, 'production');
      number = await apply(pharmacy);
      await stage.refusal(sight, office, path('sign-agreement'), {});
      await stage.explain(sight, pharmacy.code, 'production');
      await enforcement.applied(sight);
      await lines.send(sight, address, 'production', sale(pharmacy));
    },
  );

  await story.step(
    {
      title: { zh: '第二步：到信息中心签订安全管理协议（一式两份）', en: 'Second step: the security agreement is signed, two copies' },
      clauses: ['TS-0', 'TS-5'],
      expected: [stateIs('agreement-signed'), notAdmittedIn('production'), becauseOf('connection-procedure-missing', 'TS-2(3)')],
    },
    async (sight) => {
      await office.post(`/institutions/${pharmacy.code}/agreements`, {
        kind: 'security-agreement',
        signatories: { institution: true, bureau: true },
        signedOn: today(),
        copies: 2,
      });
      sight.saw(stateIs((await office.post<{ state: string }>(path('sign-agreement'), {})).state));
      await stage.explain(sight, pharmacy.code, 'production');
    },
  );

  await story.step(
    {
      title: {
        zh: '第三步：联网申报完成，两人确认接入，结算通过',
        en: 'Third step: the procedure is completed, two people connect it, it settles',
      },
      clauses: ['TS-1(4)', 'TS-2(3)', 'TS-3(3)'],
      expected: [refuses('step-lacks', 'TS-1(4)'), stateIs('connected'), admittedIn('production'), passes('2102')],
    },
    async (sight) => {
      await stage.refusal(sight, office, path('complete-procedure'), {});
      for (const [role, name] of [
        ['is_officer', '刘安全'],
        ['manager', '陈管理'],
      ])
        await office.post(`/institutions/${pharmacy.code}/operators`, { role, name });
      await office.post(path('complete-procedure'), {});
      await office.post(path('connect', '/request'), {});
      sight.saw(stateIs((await (await people.as('tangshan.approver')).post<{ state: string }>(path('connect'), {})).state));
      await enforcement.applied(sight);
      await stage.explain(sight, pharmacy.code, 'production');
      await lines.send(sight, address, 'production', sale(pharmacy));
    },
  );
}

async function apply({ operator, code }: Member): Promise<string> {
  return (await operator.post<{ number: string }>(`/institutions/${code}/applications`, { kind: 'connection', form: {} })).number;
}
