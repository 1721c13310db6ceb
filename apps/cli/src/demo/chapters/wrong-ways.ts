import { sale } from '../his-message.ts';
import { someAddress } from '../network-filings.ts';
import { fileNetwork, type Pharmacy, registerPharmacy, takeIn } from '../ningxia-pharmacy.ts';
import type { Stage } from '../stage.ts';
import { gatewayRefuses, passes } from '../words.ts';

/** A second pharmacy beside the first one. */
export async function secondPharmacy(stage: Stage): Promise<Pharmacy> {
  const { story, people, lines, enforcement } = stage;
  const pharmacy = await fileNetwork(people, await registerPharmacy(people, '银川示范康民药店'));
  await story.step(
    {
      title: { zh: `另一家药店 ${pharmacy.name} 同样登记接入`, en: 'Another pharmacy is taken in likewise' },
      clauses: ['NX-20(末2)'],
      expected: [passes('2102')],
    },
    async (sight) => {
      await takeIn(people, pharmacy.code);
      await enforcement.applied(sight);
      await lines.send(sight, pharmacy.production, 'production', sale(pharmacy));
    },
  );
  return pharmacy;
}

/** The same message by every way that is not its own. */
export async function wrongWays(stage: Stage, pharmacy: Pharmacy, other: Pharmacy): Promise<void> {
  const { story, lines } = stage;
  const message = sale(pharmacy);
  const ways: readonly {
    readonly zh: string;
    readonly en: string;
    readonly from: string;
    readonly environment: 'production' | 'test';
    readonly code: string;
    readonly clause: string;
  }[] = [
    {
      zh: '同一报文从未备案的地址发出',
      en: 'The same message from an address that is not on file',
      from: someAddress(),
      environment: 'production',
      code: 'unknown-source',
      clause: 'NX-8',
    },
    {
      zh: '同一报文从另一机构的地址发出',
      en: 'The same message from the address of another institution',
      from: other.production,
      environment: 'production',
      code: 'institution-mismatch',
      clause: 'NX-9',
    },
    {
      zh: '同一报文从生产地址走测试路径',
      en: 'The same message from the production address on the test path',
      from: pharmacy.production,
      environment: 'test',
      code: 'wrong-environment',
      clause: 'NX-20(4)',
    },
  ];
  for (const { zh, en, from, environment, code, clause } of ways)
    await story.step({ title: { zh, en }, clauses: [clause], expected: [gatewayRefuses('2102', code, clause)] }, (sight) =>
      lines.send(sight, from, environment, message),
    );

  await story.step(
    {
      title: { zh: '从自己的地址冒用另一机构的编码', en: "Another institution's code from one's own address" },
      clauses: ['NX-9'],
      expected: [gatewayRefuses('2102', 'institution-mismatch', 'NX-9')],
    },
    (sight) => lines.send(sight, pharmacy.production, 'production', sale(other)),
  );

  await story.step(
    {
      title: {
        zh: '同一报文由正确的地址发出，通过；原样重发，拒绝',
        en: 'The same message the right way passes; sent again as it is, it is refused',
      },
      clauses: [],
      expected: [passes('2102'), gatewayRefuses('2102', 'replayed', '本系统规则')],
    },
    async (sight) => {
      await lines.send(sight, pharmacy.production, 'production', message);
      await lines.send(sight, pharmacy.production, 'production', message);
    },
  );
}
