import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DEMONSTRATION_PASSWORD, logIn, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { fromBase32, hotp } from '../src/modules/identity/totp.ts';
import { ended, send } from '../src/modules/imports/import.scene.ts';

const CODE = 'P64010455001';
const PUBLIC = '金丝雀公开名称药房';
/** What must never be found: a name, a telephone, a password and a token each of its own. */
const personal = {
  contact: '独孤雁鸣甲',
  legal: '宇文朔风乙',
  operator: '尉迟听雨丙',
  formInstitution: '长孙问月丁',
  formSystem: '赫连望川戊',
  amended: '呼延照雪己',
  holder: '淳于观澜庚',
  phone: '13874650912',
  operatorPhone: '13874650923',
  formPhone: '13874650934',
  imported: '濮阳寻鹤辛',
  refused: '138746509x5不是号码',
  file: 'confidential-canary-7d1f0b52',
};
const secrets = {
  password: 'Canary#8265-qwzx',
  wrongPassword: 'Canary#9071-vbnm',
  changedPassword: 'Canary#3390-tyui',
  token: '',
  oneTimeSeed: '',
  recoveryCode: '',
  programKey: '',
  gatewaySecret: '',
  identityNumber: '640101197403051237',
};

let system: TestSystem;
let exported = '';
let answers = '';
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_LOG: 'info' } });
});
after(() => system.stop());

test('NX-附3.2-7b: every field of a person and every secret is filled through the API, refusals and exports are provoked', async () => {
  const clerk = await system.as('xingqing.caseworker');
  const ok = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    assert.ok(status < 300, JSON.stringify(body));
    return body as Record<string, string>;
  };
  const institution = `/institutions/${CODE}`;
  const contacts = { contactName: personal.contact, contactPhone: personal.phone, legalRepresentative: personal.legal };
  await ok(clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: PUBLIC, ...contacts }));
  await ok(clerk.post(`${institution}/operators`, { role: 'operator', name: personal.operator, phone: personal.operatorPhone }));
  const version = (await ok(clerk.get(institution))).version as unknown as number;
  await ok(clerk.patch(institution, { set: { contactName: personal.amended }, nature: 'correction', reason: '更正' }, version));
  await ok((await system.as('his-vendor.operator')).post('/systems', { code: 'canary.his', name: '系统', release: '1.0' }));
  const application = await ok(clerk.post(`${institution}/applications`, { kind: 'new-designation', system: 'canary.his' }));
  const form = {
    institution: { address: '某路一号', contactName: personal.formInstitution, contactPhone: personal.formPhone },
    system: {
      deployment: 'standalone',
      contactName: personal.formSystem,
      contactPhone: personal.formPhone,
      test: { address: '10.1.1.1', port: 80 },
      production: { address: '10.1.1.2', port: 80 },
    },
  };
  const route = `/applications/${application.number}`;
  await ok(clerk.patch(route, { form }, 1));
  const administrator = await system.as('nx.system-administrator');
  const account = { name: personal.holder, role: 'institution', partyKind: 'institution', partyCode: CODE, password: secrets.password };
  await ok(administrator.post('/accounts', { login: 'canary.person', ...account }));
  await ok((await system.as('nx.security-officer')).post('/accounts/canary.person/activation'));
  const login = async (password: string) =>
    fetch(`${system.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'canary.person', password }),
    });
  secrets.token = ((await (await login(secrets.password)).json()) as { token: string }).token;
  await plantKeys(administrator, ok);
  const named = await send(
    system,
    'xingqing.caseworker',
    `机构编码,岗位,姓名,联系电话\n${CODE},安全运维人员,${personal.imported},${personal.phone}\n`,
    {
      list: 'operators',
    },
  );
  assert.equal(named.status, 201, JSON.stringify(named.body));
  await ended(system, 'xingqing.caseworker', named.body.id);
  const upload = await fetch(`${system.url}/api/v1${institution}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${clerk.token}`, 'content-type': 'application/pdf', 'x-file-name': 'a.pdf' },
    body: `%PDF-1.7\n${personal.file}\n%%EOF\n`,
  });
  assert.equal(upload.status, 201);

  const told: unknown[] = [];
  const refused = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    assert.ok(status >= 400, JSON.stringify(body));
    told.push(body);
  };
  told.push(await (await login(secrets.wrongPassword)).json());
  await refused(clerk.post(`${institution}/operators`, { role: 'operator', name: personal.operator, phone: personal.refused }));
  await refused(clerk.post(`${institution}/operators`, { role: 'none', name: personal.operator, phone: personal.phone }));
  await refused(clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: PUBLIC, ...contacts }));
  await refused((await system.as('chengqu.caseworker')).post(`${institution}/operators`, { role: 'operator', name: personal.operator }));
  await refused(administrator.post('/accounts', { login: 'canary.person', ...account }));
  await refused(
    clerk.post('/institutions', `{"code":"${CODE}","contactName":"${personal.contact}","contactPhone":`, { key: randomUUID() }),
  );
  answers = JSON.stringify(told);
  const auditor = await system.as('nation.auditor');
  const taken = await fetch(`${system.url}/api/v1/audit/export`, { headers: { authorization: `Bearer ${auditor.token}` } });
  exported = await taken.text();
  assert.match(exported, /institution-registered|institution/);
});

/** Secrets that the server makes and shows once: of a second factor, of a program, of a gateway. */
async function plantKeys(
  administrator: Person,
  ok: (answer: Promise<{ status: number; body: unknown }>) => Promise<Record<string, string>>,
) {
  const security = await system.as('nx.security-officer');
  const program = {
    login: 'canary.program',
    name: '程序',
    role: 'institution',
    kind: 'service',
    partyKind: 'institution',
    partyCode: CODE,
  };
  await ok(administrator.post('/accounts', program));
  await ok(security.post('/accounts/canary.program/activation'));
  const key = await ok(administrator.post('/accounts/canary.program/keys', { algorithm: 'HMAC-SM3', scopes: ['GET /me'] }));
  secrets.programKey = (await ok(security.post(`/service-keys/${key.id}/approval`))).secret!;
  const gateway = { code: 'canary-gateway', name: '网关', environments: ['test'] };
  const enrolled = await (await system.as('nation.system-administrator')).post('/enforcement/gateways', gateway);
  secrets.gatewaySecret = String(enrolled.body.secret);
  const officer = {
    name: personal.holder,
    identityNumber: secrets.identityNumber,
    role: 'auditor',
    bureauCode: 'nx',
    password: secrets.password,
  };
  await ok(administrator.post('/accounts', { login: 'canary.officer', ...officer }));
  await ok((await system.as('xingqing.leader')).post('/me/password', { current: DEMONSTRATION_PASSWORD, next: secrets.changedPassword }));
  const leader = await logIn(system.url, 'xingqing.leader', secrets.changedPassword);
  const password = secrets.changedPassword;
  const begun = await ok(leader.post('/me/factors/totp', { label: '手机', password }));
  secrets.oneTimeSeed = begun.secret!;
  const code = hotp(fromBase32(begun.secret!), Math.floor(Date.now() / 30_000));
  const done = (await ok(leader.post(`/me/factors/${begun.id}/confirmation`, { code }))) as unknown as { recoveryCodes: string[] };
  secrets.recoveryCode = done.recoveryCodes[0]!;
  for (const [what, secret] of Object.entries(secrets)) assert.ok(secret.length >= 8 && secret !== 'undefined', what);
}

test('NX-附3.2-7b: nothing of it stands in refusals, in the exported audit or in the log of the server', () => {
  const kept = { ...personal, ...secrets };
  for (const [where, text] of [
    ['refusals', answers],
    ['audit', exported],
    ['log', system.server.log()],
  ] as const)
    for (const [what, canary] of Object.entries(kept)) assert.ok(!text.includes(canary), `${what} is found in ${where}`);
});

test('NX-附3.2-7b: nothing of it stands in the files of the database, its log of changes or the files of the server, in any encoding', async () => {
  await system.query('checkpoint');
  const [place] = await system.query<{ data: string; base: string }>(
    `select current_setting('data_directory') as data, pg_relation_filepath('account') as base`,
  );
  const folders = [join(place!.data, place!.base, '..'), join(place!.data, 'pg_wal'), system.folder];
  const wanted = Object.entries({ ...personal, ...secrets });
  const found = search(folders, [...wanted, ['public', PUBLIC]]);
  assert.ok(found.has('public'), 'the search finds what is public, so that it would find the rest');
  found.delete('public');
  assert.deepEqual([...found], []);
});

/** UTF-8, UTF-16, hexadecimal, and base64 at each of its three alignments. */
function encodings(canary: string): Buffer[] {
  const bytes = Buffer.from(canary, 'utf8');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Whole groups that come of the canary alone.
    return text.slice(shift === 0 ? 0 : 4, Math.floor((bytes.length + shift) / 3) * 4);
  });
  return [bytes, Buffer.from(canary, 'utf16le'), Buffer.from(bytes.toString('hex')), ...base64.map((text) => Buffer.from(text))];
}

const PIECE = 8 * 1024 * 1024;
const OVERLAP = 256;

function search(folders: readonly string[], wanted: readonly (readonly [string, string])[]): Set<string> {
  const patterns = wanted.flatMap(([name, canary]) => encodings(canary).map((pattern) => [name, pattern] as const));
  const found = new Set<string>();
  const piece = Buffer.alloc(PIECE + OVERLAP);
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
      const file = openSync(path, 'r');
      let kept = 0;
      for (;;) {
        const read = readSync(file, piece, kept, PIECE, null);
        if (read === 0) break;
        const seen = piece.subarray(0, kept + read);
        for (const [canary, pattern] of patterns) if (!found.has(canary) && seen.includes(pattern)) found.add(canary);
        kept = Math.min(OVERLAP, seen.length);
        seen.copyWithin(0, seen.length - kept);
      }
      closeSync(file);
    }
  return found;
}
