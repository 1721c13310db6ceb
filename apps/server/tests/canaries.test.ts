import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMONSTRATION_PASSWORD, logIn, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { readMasterKeys } from '../src/ground/master-key.ts';
import { openSealing } from '../src/ground/sealed.ts';
import { fromBase32, hotp } from '../src/modules/identity/totp.ts';
import { ended, send } from '../src/modules/imports/import.scene.ts';
import { type MailServerScene, mailServerScene } from '../src/modules/notifications/mail-server.scene.ts';

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
  goneName: '皇甫扫叶壬',
  gonePhone: '13874650967',
  goneFile: 'confidential-canary-e03c9a17',
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
let mails: MailServerScene;
const archive = mkdtempSync(join(tmpdir(), 'anjie-canaries-'));
let exported = '';
let lists = '';
let answers = '';
/** what is to be destroyed */
let gone = { operator: '', document: '' };
before(async () => {
  mails = await mailServerScene();
  const places = { ANJIE_AUDIT_FILE: join(archive, 'checkpoints.txt'), ANJIE_AUDIT_CHECKPOINT_SECONDS: '1', ANJIE_AUDIT_ARCHIVE: archive };
  system = await startTestSystem({ environment: { ANJIE_LOG: 'info', ...places, ...mails.environment } });
});
after(async () => {
  await system.stop();
  await mails.shut();
  rmSync(archive, { recursive: true, force: true });
});

async function until<T>(what: string, read: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    const found = await read();
    if (found !== undefined) return found;
    await delay(25);
  }
  throw new Error(`${what} did not come`);
}

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
  const upload = async (content: string) => {
    const answer = await fetch(`${system.url}/api/v1${institution}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${clerk.token}`, 'content-type': 'application/pdf', 'x-file-name': 'a.pdf' },
      body: `%PDF-1.7\n${content}\n%%EOF\n`,
    });
    assert.equal(answer.status, 201);
    return ((await answer.json()) as { id: string }).id;
  };
  await upload(personal.file);
  const leaving = { role: 'manager', name: personal.goneName, phone: personal.gonePhone };
  gone = { operator: (await ok(clerk.post(`${institution}/operators`, leaving))).id!, document: await upload(personal.goneFile) };
  await ok(clerk.post(`${institution}/operators/${gone.operator}/end`));
  await mailAnApprover();

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
  lists = await exportLists();
});

/** Somebody who wants mails is asked to decide: the mail is handed to a mail server. */
async function mailAnApprover(): Promise<void> {
  const approver = await system.as('xingqing.approver');
  const { body } = await approver.get('/notification-preference');
  const wish = { email: 'approver@example.cn', wanted: true, digest: false, digestAt: 510 };
  const said = await fetch(`${system.url}/api/v1/notification-preference`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${approver.token}`, 'content-type': 'application/json', 'if-match': `"${body.version}"` },
    body: JSON.stringify({ ...wish, quietFrom: null, quietUntil: null, quietOnRestDays: false }),
  });
  assert.equal(said.status, 200, await said.text());
  const clerk = await system.as('xingqing.caseworker');
  const asked = await clerk.post(`/institutions/${CODE}/address-exceptions`, { reason: '另设窗口', extra: 1 });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  await until('a mail', () => mails.received[0]);
}

/** Every list that holds people, as it leaves for a spreadsheet. */
async function exportLists(): Promise<string> {
  const { token } = await system.as('xingqing.caseworker');
  let text = '';
  for (const list of ['institutions', 'operators', 'applications', 'amendments', 'address-exceptions', 'systems', 'firms']) {
    const path = `/api/v1/exports/${list}?format=csv&purpose=${encodeURIComponent('核对名册')}`;
    const taken = await fetch(`${system.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(taken.status, 200, list);
    text += await taken.text();
  }
  return text;
}

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

test('NX-附3.2-7b: nothing of it stands in refusals, in the exported audit, in lists that leave, in mails or in the log of the server', () => {
  const kept = { ...personal, ...secrets };
  assert.ok(lists.includes(CODE) && lists.includes(PUBLIC), 'the lists are not empty');
  assert.match(mails.received[0]!.text, /https:\/\/anjie\.example\.cn/);
  for (const [where, text] of [
    ['refusals', answers],
    ['audit', exported],
    ['lists', lists],
    ['mails', mails.received.map(({ subject, text }) => `${subject}\n${text}`).join('\n')],
    ['log', system.server.log()],
  ] as const)
    for (const [what, canary] of Object.entries(kept)) assert.ok(!text.includes(canary), `${what} is found in ${where}`);
});

test('NX-附3.2-7b: nothing of it stands in the files of the database, its log of changes or the files of the server, in any encoding', async () => {
  await nothingIsFound();
});

async function nothingIsFound(): Promise<void> {
  await system.query('checkpoint');
  const [place] = await system.query<{ data: string; base: string }>(
    `select current_setting('data_directory') as data, pg_relation_filepath('account') as base`,
  );
  const folders = [join(place!.data, place!.base, '..'), join(place!.data, 'pg_wal'), system.folder, archive];
  const wanted = Object.entries({ ...personal, ...secrets });
  const found = search(folders, [...wanted, ['public', PUBLIC]]);
  assert.ok(found.has('public'), 'the search finds what is public, so that it would find the rest');
  found.delete('public');
  assert.deepEqual([...found], []);
}

test('NX-附3.2-9b: what two people had destroyed is found nowhere, what is left of it opens under no key, and no digest leads to it', async () => {
  const sealing = await openSealing({ masterKeys: readMasterKeys(system.environment.ANJIE_KEY_FILE!), url: system.database.appUrl });
  try {
    const [kept] = await system.query<{ name: string; phone: string }>('select name, phone from institution_operator where id = $1', [
      gone.operator,
    ]);
    assert.deepEqual([await sealing.open(kept!.name), await sealing.open(kept!.phone)], [personal.goneName, personal.gonePhone]);
    await destroy('operator', gone.operator);
    await destroy('document', gone.document);
    const fresh = await openSealing({ masterKeys: readMasterKeys(system.environment.ANJIE_KEY_FILE!), url: system.database.appUrl });
    for (const envelope of [kept!.name, kept!.phone])
      assert.doesNotMatch(await fresh.open(envelope).catch(String), new RegExp(`${personal.goneName}|${personal.gonePhone}`));
    await nothingIsFound();
    for (const [text, holders] of [
      [secrets.identityNumber, 1],
      [personal.goneName, 0],
      [personal.gonePhone, 0],
    ] as const)
      assert.equal((await tablesHolding(await fresh.digests(text))).length, holders, text);
    await fresh.close();
  } finally {
    await sealing.close();
  }
  const shown = await (await system.as('xingqing.caseworker')).get(`/institutions/${CODE}/operators`);
  assert.match(JSON.stringify(shown.body), /〔已销毁〕/);
  assert.match(await exportLists(), new RegExp(CODE));
});

async function destroy(kind: string, subject: string): Promise<void> {
  const asked = await (await system.as('xingqing.caseworker')).post(`/institutions/${CODE}/destructions`, {
    kind,
    subject,
    reason: '到期',
  });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const decided = await (await system.as('xingqing.approver')).post(`/destructions/${asked.body.id}/approval`);
  assert.equal(decided.status, 200, JSON.stringify(decided.body));
  const done = 'select 1 from destruction where id = $1 and completed_at is not null';
  await until('the end of the destruction', async () => (await system.query(done, [asked.body.id]))[0]);
}

/** Tables with a row that holds one of the texts. */
async function tablesHolding(texts: readonly string[]): Promise<string[]> {
  const tables = await system.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const holding: string[] = [];
  for (const { name } of tables) {
    const rows = await system.query(`select 1 from ${name} t where to_jsonb(t)::text like any ($1) limit 1`, [
      texts.map((text) => `%${text}%`),
    ]);
    if (rows.length > 0) holding.push(name);
  }
  return holding;
}

test('NX-附3.2-7b: an archived month of the audit, a file that leaves the database, holds nothing of it', async () => {
  const administrator = await logIn(system.url, 'nation.system-administrator');
  const moved = await administrator.post('/demonstration/clock', { offsetMs: 32 * 86_400_000 });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  await until('the archive', async () => (await system.query('select 1 from audit_archive'))[0]);
  const wanted = Object.entries({ ...personal, ...secrets });
  const found = search([archive], [...wanted, ['code', CODE]]);
  assert.ok(found.has('code'), 'the archive tells what was done to whom');
  assert.deepEqual(
    wanted.map(([name]) => name).filter((name) => found.has(name)),
    [],
  );
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
