import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { verify } from '../src/modules/admission/verify.ts';
import { type InProcess, openInProcess } from './in-process.ts';

interface Profile {
  code: string;
  institutions: { kinds: { value: { code: string; letter: string; title: { zh: string; en: string } }[] } };
  admission: { requirements: Record<string, unknown> };
}

let system: TestSystem;
let within: InProcess;
let county: Person;
let province: Person;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  county = await system.as('xingqing.caseworker');
  province = await system.as('nx.caseworker');
});
after(async () => {
  await within.close();
  await system.stop();
});

function made(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}

/** Publishes the profile of Ningxia with a change, by two people of the province, and waits until it is in force for everybody. */
async function publish(change: (profile: Profile) => Profile): Promise<void> {
  const { profile } = (await province.get('/regulations/profiles/640000')).body as unknown as { profile: Profile };
  const { generation, digest } = made(
    await province.post('/regulations/publications', { profiles: [change(structuredClone(profile))], reason: '试行' }),
  ) as unknown as { generation: number; digest: string };
  made(await (await system.as('nx.approver')).post(`/regulations/publications/${generation}/approval`, { digest }));
  for (let i = 0; i < 200; i++) {
    const state = await verify(within.transactor, within.clock, null);
    if (state.generation === generation && state.pending === 0) return;
    await delay(50);
  }
  assert.fail('the publication does not come into force');
}

async function reasons(code: string): Promise<string[]> {
  const { environments } = (await county.get(`/institutions/${code}/admission`)).body as unknown as {
    environments: { production: { reasons: { code: string }[] } };
  };
  return environments.production.reasons.map((reason) => reason.code);
}

test('a third kind of institution is a matter of the rules: unknown before they name it, registered, searched and decided after', async () => {
  const clinic = { code: 'C64010400001', kind: 'nursing-home', name: '兴庆护理院' };
  const refused = await county.post('/institutions', clinic);
  assert.equal(refused.body.code, 'institution-kind-mismatch');
  await publish((profile) => {
    profile.institutions.kinds.value.push({ code: 'nursing-home', letter: 'C', title: { zh: '长护险定点机构', en: 'nursing home' } });
    return profile;
  });
  made(await county.post('/institutions', clinic));
  assert.equal((await county.post('/institutions', { ...clinic, code: 'P64010400002' })).body.code, 'institution-kind-mismatch');
  assert.equal(
    (await county.post('/institutions', { ...clinic, code: 'H64010400002', kind: 'pharmacy' })).body.code,
    'institution-kind-mismatch',
  );
  const { institutions } = (await county.get('/institutions?kind=nursing-home')).body as unknown as { institutions: { code: string }[] };
  assert.deepEqual(
    institutions.map((one) => one.code),
    [clinic.code],
  );
  assert.ok((await reasons(clinic.code)).includes('address-not-filed'), 'rows for every kind hold for the new one');
  const elsewhere = await (await system.as('chengqu.caseworker')).post('/institutions', { ...clinic, code: 'C14050200001' });
  assert.equal(elsewhere.body.code, 'institution-kind-mismatch', 'where the rules do not name it, it is unknown');
});

test('NX-20(1): where the rules ask for a certificate of a level every day, its end, its withdrawal and its renewal decide again', async () => {
  const code = 'P64010400010';
  made(await county.post('/institutions', { code, kind: 'pharmacy', name: '用证药店' }));
  const system2 = { number: 'DB-2', level: 2, validFrom: '2026-01-01', validTo: '2099-12-31' };
  made(await province.post('/systems', { code: 'cert-1', name: '用证系统', release: '1', vendor: 'his-vendor', certificate: system2 }));
  await system.query(
    `insert into institution_system (id, institution_id, prov, city, div, his_id, vendor_id, begun_at, recorded_by)
     select uuidv7(), i.id, i.prov, i.city, i.div, s.id, s.vendor_id, now(), uuidv7() from institution i, his s where i.code = $1 and s.code = 'cert-1'`,
    [code],
  );
  assert.ok(!(await reasons(code)).includes('no-certificate'), 'the text makes it a gate of the application alone');
  await publish((profile) => {
    profile.admission.requirements['no-certificate'] = {
      requires: 'mlps-certificate',
      atLeast: 3,
      environments: ['production'],
      kinds: null,
      denies: 'all',
      clause: 'NX-20(1)',
      stated: false,
      note: '试行：日常也须持证',
      what: { zh: '所用系统没有有效的三级等保证书', en: 'the system has no MLPS certificate of level 3 in force' },
      mend: { zh: '请系统厂商登记有效的证书', en: 'have the vendor record one' },
    };
    return profile;
  });
  assert.ok((await reasons(code)).includes('no-certificate'), 'level 2 does not suffice');
  const vendor = await system.as('his-vendor.operator');
  made(await vendor.post('/systems/cert-1/certificates', { ...system2, number: 'DB-3', level: 3 }));
  assert.ok(!(await reasons(code)).includes('no-certificate'));
  made(await province.post('/systems/cert-1/certificates', { ...system2, number: 'DB-3b', level: 3 }));
  const withdraw = (number: string) => province.post('/systems/cert-1/certificates/withdrawal', { number, reason: '测评机构撤销' });
  made(await withdraw('DB-3'));
  assert.ok(!(await reasons(code)).includes('no-certificate'), 'the other one is still in force');
  made(await withdraw('DB-3b'));
  assert.ok((await reasons(code)).includes('no-certificate'));
  const state = await verify(within.transactor, within.clock, null);
  assert.deepEqual([state.ok, state.pending, state.drifted], [true, 0, 0], JSON.stringify(state.drift).slice(0, 500));
});
