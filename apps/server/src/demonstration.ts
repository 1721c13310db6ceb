import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { hashPassword } from './modules/identity/index.ts';

interface Jurisdictions {
  divisions: { code: string; name: string; parent: string | null; level: string }[];
  bureaus: {
    code: string;
    gb: string | null;
    name: string;
    level: string;
    parent: string | null;
    prov: string | null;
    city: string | null;
    div: string | null;
  }[];
  staff: string[];
  officers: string[];
  firms: { code: string; name: string; roles: string[]; prov: string }[];
  password: string;
}

const TITLES: Record<string, string> = {
  caseworker: '经办人员',
  approver: '审批人员',
  leader: '负责人',
  'system-administrator': '系统管理员',
  'security-officer': '安全保密管理员',
  auditor: '安全审计员',
};

/**
 * Loads the demonstration jurisdictions into a demonstration installation: bureaus, accounts with one known password, firms. Runs with
 * the owner's connection inside migrate; a production installation never comes here.
 */
export async function loadDemonstration(client: pg.Client, now: Date): Promise<void> {
  const data = JSON.parse(readFileSync(join(import.meta.dirname, '../demonstration/jurisdictions.json'), 'utf8')) as Jurisdictions;
  for (const division of data.divisions)
    await client.query(
      `insert into division (code, name, parent, level, valid_from) values ($1, $2, $3, $4, '2000-01-01') on conflict do nothing`,
      [division.code, division.name, division.parent, division.level],
    );
  const bureaus = new Map<string, { id: string }>();
  for (const bureau of data.bureaus) {
    const id = uuidv7();
    const parent = bureau.parent === null ? null : bureaus.get(bureau.parent)!.id;
    const { rows } = await client.query(
      `insert into bureau (id, code, gb_code, name, level, parent_id, prov, city, div) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (code) do update set name = excluded.name returning id`,
      [id, bureau.code, bureau.gb, bureau.name, bureau.level, parent, bureau.prov, bureau.city, bureau.div],
    );
    bureaus.set(bureau.code, { id: rows[0].id });
  }
  const password = await hashPassword(data.password);
  const account = (
    login: string,
    name: string,
    role: string,
    level: string,
    place: { prov: string | null; city: string | null; div: string | null },
    bureau: string | null,
    firm: string | null,
  ) =>
    client.query(
      `insert into account (id, login, name, role, level, bureau_id, party_kind, party_id, prov, city, div, password_hash, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (login) do nothing`,
      [uuidv7(), login, name, role, level, bureau, firm === null ? null : 'firm', firm, place.prov, place.city, place.div, password, now],
    );
  for (const bureau of data.bureaus) {
    const roles = bureau.level === 'nation' || bureau.level === 'province' ? [...data.staff, ...data.officers] : data.staff;
    for (const role of roles)
      await account(
        `${bureau.code}.${role}`,
        `${bureau.name}${TITLES[role]}`,
        role,
        bureau.level,
        bureau,
        bureaus.get(bureau.code)!.id,
        null,
      );
  }
  await account('demo.reader', '演示只读程序', 'reader', 'nation', { prov: null, city: null, div: null }, bureaus.get('nation')!.id, null);
  for (const firm of data.firms) {
    const { rows } = await client.query(
      `insert into firm (id, code, name, prov, registered_at) values ($1, $2, $3, $4, $5) on conflict (code) do update set name = excluded.name returning id`,
      [uuidv7(), firm.code, firm.name, firm.prov, now],
    );
    const place = { prov: firm.prov, city: null, div: null };
    for (const role of firm.roles) {
      await client.query('insert into firm_role (firm_id, role, prov) values ($1, $2, $3) on conflict do nothing', [
        rows[0].id,
        role,
        firm.prov,
      ]);
      await account(`${firm.code}.operator`, `${firm.name}经办人`, role, 'party', place, null, rows[0].id);
    }
  }
}
