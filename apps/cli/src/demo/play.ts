import { registerSystem } from './cast.ts';
import { applyForChange, supplementMaterials } from './chapters/changing-system.ts';
import { cutOff, disconnectItself } from './chapters/cutting-off.ts';
import { existingPharmacy } from './chapters/existing-pharmacy.ts';
import { lookBack } from './chapters/looking-back.ts';
import { jincheng, tangshan } from './chapters/other-cities.ts';
import { agreed, disagreed, testAndSeal, verifyAndEvaluate } from './chapters/verification.ts';
import { secondPharmacy, wrongWays } from './chapters/wrong-ways.ts';
import type { HisMessage } from './his-message.ts';
import { nameOperators, type Pharmacy, today } from './ningxia-pharmacy.ts';
import type { Stage } from './stage.ts';
import { Otherwise } from './story.ts';
import { bringToFeedback, openSystemChange, type SystemChange } from './system-change.ts';

/** From a pharmacy's first filing to its settlements, and what the rules of two other cities make of the same. */
export async function play(stage: Stage): Promise<void> {
  const { story, people } = stage;
  let first: Pharmacy | null = null;
  let settled: HisMessage | null = null;
  let change: SystemChange | null = null;
  let second: Pharmacy | null = null;
  let suspendedAt: string | null = null;

  await story.chapter({ zh: '一、已接入的药店登记在案', en: 'An existing pharmacy is taken in' }, async () => {
    ({ pharmacy: first, settled } = await existingPharmacy(stage));
  });
  await story.chapter({ zh: '二、更换信息系统', en: 'It changes its system' }, async () => {
    change = await applyForChange(stage, needed(first), needed(settled));
    suspendedAt = new Date().toISOString();
    await supplementMaterials(stage, change);
  });
  await story.chapter({ zh: '三、核实、评估、联调、盖章、反馈', en: 'Verified, evaluated, tested, sealed, agreed' }, async () => {
    await verifyAndEvaluate(stage, needed(change));
    await testAndSeal(stage, needed(change), needed(first));
    await agreed(stage, needed(change), needed(first));
  });
  await story.chapter({ zh: '四、走错的路', en: 'Wrong ways' }, async () => {
    second = await secondPharmacy(stage);
    await wrongWays(stage, needed(first), second);
  });
  await story.chapter({ zh: '五、切断与恢复', en: 'Cut off and restored' }, async () => {
    await cutOff(stage, needed(first));
    await disconnectItself(stage, needed(first));
  });
  await story.chapter({ zh: '六、不同意接入', en: 'Not agreed' }, async () => {
    const pharmacy = needed(second);
    const system = await registerSystem(await people.as('his-vendor.operator'), '示范康民管理系统', 'V1.0', today());
    await nameOperators(pharmacy);
    const refused = await openSystemChange(people, pharmacy, system);
    await bringToFeedback(refused);
    await disagreed(stage, refused, pharmacy);
  });
  await story.chapter({ zh: '七、晋城：同一程序，另一份规则', en: 'Jincheng: the same program, other rules' }, () => jincheng(stage));
  await story.chapter({ zh: '八、唐山：同一程序，另一份规则', en: 'Tangshan: the same program, other rules' }, () => tangshan(stage));
  await story.chapter({ zh: '九、回看与核验', en: 'Looking back' }, () => lookBack(stage, needed(first), needed(suspendedAt)));
}

function needed<T>(value: T | null): T {
  if (value === null) throw new Otherwise('前面的步骤没有完成');
  return value;
}
