/** What the tests of this slice stand on: a system, institutions of any territory, and the acts on a restriction by login. */
import assert from 'node:assert/strict';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';

export interface View {
  readonly id: string;
  readonly kind: string;
  readonly clause: string;
  readonly by: string;
  readonly version: number;
  readonly lifted: object | null;
  readonly lifting: { readonly level: string; readonly lacks: string[]; readonly stated: boolean } | null;
}

export const view = (answer: { readonly body: unknown }) => answer.body as View;
export const NX18 = { kind: 'cut-off', clause: 'NX-18' };

export interface Scene {
  readonly system: TestSystem;
  /** registers an institution in the clerk's own territory; its code */
  institution(clerk?: string): Promise<string>;
  /** the institution's own account, made by two officers of its province */
  operatorOf(code: string, officers?: string): Promise<Person>;
  impose(login: string, code: string, body: Record<string, unknown>): Promise<Answer>;
  /** the next act on a restriction, on the version on record unless another is given */
  act(login: string, path: string, id: string, body: unknown, version?: number): Promise<Answer>;
  rectify(login: string, id: string, text?: string): Promise<Answer>;
  request(login: string, id: string): Promise<Answer>;
  lift(login: string, id: string): Promise<Answer>;
  /** "code clause" of each reason of the production entry on record */
  reasons(code: string): Promise<string[]>;
  /** the fault that the application's own role meets with a statement of plain SQL */
  asApplication(role: string, setting: [string, string], statement: string, values: unknown[]): Promise<pg.DatabaseError>;
}

export async function openScene(): Promise<Scene> {
  const system = await startTestSystem();
  let serial = 0;
  const act: Scene['act'] = async (login, path, id, body, version) => {
    const person = await system.as(login);
    const read = await system.query<{ version: number }>('select version from restriction where id = $1', [id]);
    return person.post(`/restrictions/${id}/${path}`, body, { version: version ?? read[0]!.version });
  };
  return {
    system,
    act,
    async institution(clerk = 'xingqing.caseworker') {
      const code = `P6401048${String(++serial).padStart(4, '0')}`;
      const answer = await (await system.as(clerk)).post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}` });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return code;
    },
    async operatorOf(code, officers = 'nx') {
      const login = code.toLowerCase();
      const party = { role: 'institution', partyKind: 'institution', partyCode: code };
      const account = { login, name: '机构操作员', password: 'Demo#2026-anjie', ...party };
      assert.equal((await (await system.as(`${officers}.system-administrator`)).post('/accounts', account)).status, 201);
      assert.equal((await (await system.as(`${officers}.security-officer`)).post(`/accounts/${login}/activation`)).status, 200);
      return system.as(login);
    },
    impose: async (login, code, body) =>
      (await system.as(login)).post(`/institutions/${code}/restrictions`, { reason: '监测发现异常', ...body }),
    rectify: (login, id, text = '已断开双网卡并查杀病毒') => act(login, 'rectification', id, { text }),
    request: (login, id) => act(login, 'lift-request', id, { reason: '整改完毕，申请恢复' }),
    lift: (login, id) => act(login, 'lifting', id, {}),
    async reasons(code) {
      const rows = await system.query<{ reasons: { code: string; clause: string }[] }>(
        `select entry->'segments'->0->'grants'->'production'->'reasons' as reasons from admission_entry where code = $1`,
        [code],
      );
      return rows[0]!.reasons.map((reason) => `${reason.code} ${reason.clause}`);
    },
    async asApplication(role, setting, statement, values) {
      const client = new pg.Client({ connectionString: system.database.appUrl });
      await client.connect();
      try {
        await client.query(`begin; set local role ${role}`);
        await client.query('select set_config($1, $2, true)', setting);
        await client.query(statement, values);
      } catch (error) {
        return error as pg.DatabaseError;
      } finally {
        await client.end();
      }
      return assert.fail('the statement passed');
    },
  };
}
