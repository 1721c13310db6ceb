import { type HisMessage, sale } from '../his-message.ts';
import { fileNetwork, type Pharmacy, registerPharmacy, takeIn } from '../ningxia-pharmacy.ts';
import type { Stage } from '../stage.ts';
import { admittedIn, becauseOf, gatewayRefuses, notAdmittedIn, passes } from '../words.ts';

/** An existing pharmacy of 银川市兴庆区 comes onto the platform. @returns it, and the sale it settled */
export async function existingPharmacy(stage: Stage): Promise<{ pharmacy: Pharmacy; settled: HisMessage }> {
  const { story, people, lines, enforcement } = stage;
  const registered = await registerPharmacy(people, '银川示范大药房');
  await story.step(
    {
      title: {
        zh: `登记 ${registered.name}：尚未备案，逐项说明缺什么`,
        en: 'A pharmacy is registered; nothing is on file, and each lack is named',
      },
      clauses: ['NX-6', 'NX-8', 'NX-20(3)'],
      expected: [
        notAdmittedIn('production'),
        becauseOf('address-not-filed', 'NX-8'),
        becauseOf('line-not-filed', 'NX-8'),
        becauseOf('mac-not-bound-by-carrier', 'NX-8'),
        becauseOf('no-connection-consent', 'NX-20(3)'),
        becauseOf('no-service-agreement', 'NX-6'),
        becauseOf('terminal-not-filed', 'NX-6'),
      ],
    },
    (sight) => stage.explain(sight, registered.code, 'production'),
  );

  const pharmacy = await fileNetwork(people, registered);
  await story.step(
    {
      title: {
        zh: '协议、线路（运营商审核并绑定）、地址、终端均已备案，只缺“同意接入”',
        en: 'Agreement, line, address and terminal are on file; only the consent is lacking',
      },
      clauses: ['NX-6', 'NX-8', 'NX-20(3)'],
      expected: [
        notAdmittedIn('production'),
        becauseOf('no-connection-consent', 'NX-20(3)'),
        gatewayRefuses('2102', 'no-connection-consent', 'NX-20(3)'),
      ],
    },
    async (sight) => {
      sight.note(`生产地址 ${pharmacy.production}，测试地址 ${pharmacy.test}`);
      await stage.explain(sight, pharmacy.code, 'production');
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
    },
  );

  const settled = sale(pharmacy);
  await story.step(
    {
      title: {
        zh: '平台上线前已接入，自治区两人登记在案，结算通过',
        en: 'Connected before the platform, taken in by two people; it settles',
      },
      clauses: ['NX-20(末2)'],
      expected: [admittedIn('production'), passes('2102')],
    },
    async (sight) => {
      await takeIn(people, pharmacy.code);
      await enforcement.applied(sight);
      await stage.explain(sight, pharmacy.code, 'production');
      await lines.send(sight, pharmacy.production, 'production', settled);
    },
  );
  return { pharmacy, settled };
}
