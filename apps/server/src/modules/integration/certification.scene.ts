import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scene } from '../onboarding/onboarding.scene.ts';

interface Rules {
  readonly code: string;
  jointTest: { certification: object };
}

/** What a territory would write that certifies a release when it agrees to the first institution that runs it. */
export const CERTIFIES = {
  value: [{ kind: 'pharmacy', step: 'agree', whole: 'pharmacy', short: 'pharmacy-short' }],
  stated: false,
  note: '示范：版本经一家机构全套测试并同意接入后认定',
};

/** Has the province publish its rules with this certification, by two people, and waits until they are in force. */
export async function publishCertification({ system }: Scene, certification: object): Promise<void> {
  const province = await system.as('nx.caseworker');
  const rules = async () => ((await province.get('/regulations/profiles/640000')).body as unknown as { profile: Rules }).profile;
  const profile = await rules();
  profile.jointTest.certification = certification;
  const { body, status } = await province.post('/regulations/publications', { profiles: [profile], reason: '试行版本认定' });
  assert.ok(status < 300, JSON.stringify(body));
  const approval = { digest: body.digest };
  const approved = await (await system.as('nx.approver')).post(`/regulations/publications/${body.generation}/approval`, approval);
  assert.ok(approved.status < 300, JSON.stringify(approved.body));
  for (let i = 0; i < 200; i++) {
    if (JSON.stringify((await rules()).jointTest.certification) === JSON.stringify(certification)) return;
    await delay(50);
  }
  assert.fail('the rules do not come into force');
}
