/** What the tests of this slice stand on: institutions with their own accounts, files, and applications taken as far as a test needs. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadRegulations, type Profile } from '@anjie/rulebook';
import { type Answer, type Person, type RunFlaws, type SignedRun, signedRun, startTestSystem, type TestSystem } from '@anjie/test-system';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../../../..'));
export const profileOf = (code: string): Profile => profiles.get(code)!;
export const NX = profileOf('640000');

export const FORM = {
  institution: { address: '银川市兴庆区解放西街1号', contactName: '马建国', contactPhone: '0951-5012345' },
  system: {
    deployment: 'cloud',
    contactName: '李敏',
    contactPhone: '0951-5099999',
    test: { address: '10.20.0.8', port: 8443 },
    production: { address: '10.20.1.8', port: 443 },
  },
};

const RELEASE = '3.0';
let runs = 0;

/** What the test bed would hand out for the application after its joint test; everything passed, but for the flaws. */
export function frozenRun(scene: Scene, number: string, institution: string, flaws: RunFlaws = {}): SignedRun {
  const { testItems, assessmentItems } = NX.onboarding;
  const of = {
    reference: number,
    institution,
    system: scene.his,
    release: RELEASE,
    testItems: testItems.map((one) => one.clause),
    records: assessmentItems.map((one) => one.code),
  };
  // One run is handed in once.
  runs += 1;
  return signedRun(scene.system.testBedKey, of, { number: runs, ...flaws });
}

export interface Scene {
  readonly system: TestSystem;
  readonly his: string;
  /** registers an institution with an account of its own; its code, and its login in lower case */
  institution(kind: 'hospital' | 'pharmacy', clerk?: string, officers?: string): Promise<string>;
  /** uploads a file as the institution; the id of the document */
  upload(code: string, content: string): Promise<string>;
  /** opens an application as the institution, complete but for the materials; its number */
  open(code: string, kind?: string): Promise<string>;
  handInAll(code: string, number: string): Promise<void>;
  ok(login: string, path: string, body?: unknown): Promise<Answer['body']>;
  refused(code: string, login: string, path: string, body?: unknown): Promise<Answer['body']>;
  take(login: string, number: string, step: string, body?: unknown): Promise<string>;
  /** requested by the caseworker, taken by the approver of the same bureau */
  byTwo(bureau: string, number: string, step: string, reason?: string): Promise<string>;
  /** the NX path, from a draft to just before `until` */
  advance(code: string, number: string, until: string): Promise<void>;
  seal(code: string, number: string, sm3: string): Promise<void>;
  /** kinds of restrictions in force */
  restrictions(code: string): Promise<string[]>;
  /** refusal codes of the entry on record */
  reasons(code: string, environment?: 'production' | 'test'): Promise<string[]>;
}

export async function openScene(environment: Record<string, string> = {}): Promise<Scene> {
  const system = await startTestSystem({ environment });
  let serial = 0;
  const his = 'his-yaodian-3';
  const registered = await (await system.as('nx.caseworker')).post('/systems', {
    code: his,
    name: '云药店收银系统',
    release: RELEASE,
    deployment: 'cloud',
    vendor: 'his-vendor',
  });
  assert.equal(registered.status, 201, JSON.stringify(registered.body));

  const post = async (login: string, path: string, body?: unknown) => (await system.as(login)).post(path, body);
  const ok: Scene['ok'] = async (login, path, body) => {
    const answer = await post(login, path, body);
    assert.ok(answer.status < 300, `${login} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const take: Scene['take'] = async (login, number, step, body) =>
    String((await ok(login, `/applications/${number}/transitions/${step}`, body)).state);

  const scene: Scene = {
    system,
    his,
    ok,
    take,
    async refused(code, login, path, body) {
      const answer = await post(login, path, body);
      assert.equal(answer.body.code, code, `${login} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async institution(kind, clerk = 'xingqing.caseworker', officers = 'nx') {
      const code = `${kind === 'hospital' ? 'H' : 'P'}6401047${String(++serial).padStart(4, '0')}`;
      await ok(clerk, '/institutions', { code, kind, name: `机构 ${code}` });
      // each text asks for people of its own
      for (const role of ['operator', 'is_officer', 'manager'])
        await ok(clerk, `/institutions/${code}/operators`, { role, name: '王运维' });
      const login = code.toLowerCase();
      const account = { login, name: '机构操作员', password: 'Demo#2026-anjie', role: 'institution', partyKind: 'institution' };
      await ok(`${officers}.system-administrator`, '/accounts', { ...account, partyCode: code });
      await ok(`${officers}.security-officer`, `/accounts/${login}/activation`);
      return code;
    },
    async upload(code, content) {
      const { token } = await system.as(code.toLowerCase());
      const response = await fetch(`${system.url}/api/v1/institutions/${code}/documents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', 'x-file-name': encodeURIComponent('材料.txt') },
        body: content,
      });
      const body = (await response.json()) as { id: string };
      assert.equal(response.status, 201, JSON.stringify(body));
      return body.id;
    },
    async open(code, kind = 'system-change') {
      const body = await ok(code.toLowerCase(), `/institutions/${code}/applications`, { kind, form: FORM, system: his });
      return String(body.number);
    },
    async handInAll(code, number) {
      for (const { code: material } of NX.onboarding.materials)
        await ok(code.toLowerCase(), `/applications/${number}/materials`, {
          material,
          documentId: await scene.upload(code, `${material} ${number}`),
        });
    },
    async byTwo(bureau, number, step, reason) {
      const body = reason === undefined ? {} : { reason };
      await ok(`${bureau}.caseworker`, `/applications/${number}/transitions/${step}/request`, body);
      return take(`${bureau}.approver`, number, step);
    },
    async seal(code, number, sm3) {
      const sealers = [
        ['xingqing.approver', 'territorial-bureau'],
        ['platform.operator', 'platform-vendor'],
        ['his-vendor.operator', 'connecting-party'],
        [code.toLowerCase(), 'institution'],
      ] as const;
      for (const [login, party] of sealers) await ok(login, `/applications/${number}/seals`, { party, sm3 });
    },
    async advance(code, number, until) {
      const institution = code.toLowerCase();
      const at = `/applications/${number}`;
      const opinion = (who: string, opinionCode: string) => ok(who, `${at}/opinions`, { code: opinionCode, agrees: true, opinion: '同意' });
      const steps: [string, () => Promise<unknown>][] = [
        ['submit', () => take(institution, number, 'submit')],
        [
          'verify',
          async () => {
            for (const { code: material } of NX.onboarding.materials)
              await ok('xingqing.caseworker', `${at}/findings`, { material, conforms: true });
            await opinion('xingqing.caseworker', 'local');
            await scene.byTwo('xingqing', number, 'verify');
          },
        ],
        ['receive', () => take('nx.caseworker', number, 'receive')],
        [
          'evaluate-passed',
          async () => {
            const conditions = NX.onboarding.conditions.map((one) => one.code);
            await ok('his-vendor.operator', `${at}/conditions`, { conditions });
            await opinion('nx.caseworker', 'network-security');
            await opinion('nx.caseworker', 'system-self-check');
            await scene.byTwo('nx', number, 'evaluate-passed');
          },
        ],
        ['appoint-partner', () => take('nx.caseworker', number, 'appoint-partner', { partner: 'partner' })],
        [
          'record-test',
          async () => {
            await ok('partner.operator', `${at}/test-report`, frozenRun(scene, number, code));
            await take('his-vendor.operator', number, 'record-test');
          },
        ],
        [
          'seal',
          async () => {
            const { body } = await (await system.as('xingqing.approver')).get(at);
            await scene.seal(code, number, (body.report as unknown as { sm3: string }).sm3);
            await take('xingqing.approver', number, 'seal');
          },
        ],
        ['report-test', () => take('xingqing.caseworker', number, 'report-test')],
        ['verify-report', () => take('nx.caseworker', number, 'verify-report')],
        [
          'agree',
          async () => {
            await opinion('nx.caseworker', 'admission');
            await scene.byTwo('nx', number, 'agree');
          },
        ],
      ];
      const { body } = await (await system.as('xingqing.caseworker')).get(at);
      const taken = (body.history as unknown as { name: string; decidedAt: string | null }[])
        .filter((one) => one.decidedAt)
        .map((one) => one.name);
      for (const [name, work] of steps) {
        if (name === until) return;
        if (!taken.includes(name)) await work();
      }
    },
    async restrictions(code) {
      const rows = await system.query<{ kind: string }>(
        `select restriction.kind from restriction join institution on institution.id = institution_id
         where code = $1 and lifted_at is null order by restriction.kind`,
        [code],
      );
      return rows.map((row) => row.kind);
    },
    async reasons(code, environment = 'production') {
      const rows = await system.query<{ reasons: { code: string }[] }>(
        `select entry->'segments'->0->'grants'->$2->'reasons' as reasons from admission_entry where code = $1`,
        [code, environment],
      );
      return rows[0]!.reasons.map((reason) => reason.code);
    },
  };
  return scene;
}

export const personOf = (scene: Scene, code: string): Promise<Person> => scene.system.as(code.toLowerCase());
