import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import { LOCAL_CASEWORKERS } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { faultOf, type ImportSheet, type RowFault, type SheetRow } from '../lists/index.ts';
import { fitsCode, kindsIn } from './institution-kind.ts';
import { registration } from './register-institution.ts';

type Registration = z.output<typeof registration>;
type Rows = readonly SheetRow<Registration>[];

const atMost = (n: number) => ({ zh: `最多 ${n} 个字`, en: `at most ${n} characters` });

/** Institutions as a sheet: registered in the caller's own territory, in statements of many rows. */
export const institutionSheet: ImportSheet<Registration> = {
  list: 'institutions',
  title: { zh: '定点医药机构', en: 'institutions' },
  access: LOCAL_CASEWORKERS,
  columns: {
    code: {
      headers: ['code', '机构编码'],
      required: true,
      personal: false,
      mend: { zh: 'H 或 P 加 11 位数字', en: 'H or P and 11 digits' },
    },
    kind: {
      headers: ['kind', '机构类别'],
      required: true,
      personal: false,
      mend: { zh: '填“医疗机构”或“零售药店”，并与编码首字母一致', en: 'hospital or pharmacy, fitting the first letter of the code' },
      words: { 医疗机构: 'hospital', 定点医疗机构: 'hospital', 零售药店: 'pharmacy', 定点零售药店: 'pharmacy' },
    },
    name: { headers: ['name', '机构名称'], required: true, personal: false, mend: { zh: '2 至 200 个字', en: '2 to 200 characters' } },
    tier: { headers: ['tier', '等级'], required: false, personal: false, mend: atMost(20) },
    address: { headers: ['address', '地址'], required: false, personal: false, mend: atMost(300) },
    contactName: { headers: ['contactName', '联系人'], required: false, personal: true, mend: atMost(50) },
    contactPhone: {
      headers: ['contactPhone', '联系电话'],
      required: false,
      personal: true,
      mend: { zh: '5 至 20 位数字，可含 + - ( ) 和空格', en: '5 to 20 digits, with + - ( ) and spaces' },
    },
    legalRepresentative: { headers: ['legalRepresentative', '法定代表人'], required: false, personal: true, mend: atMost(50) },
  },
  schema: registration,
  key: { field: 'code', of: ({ code }) => code },
  // A code in force anywhere, also in another territory, is told without naming anybody.
  async standing(tx, rows) {
    const { prov, city, div } = tx.actor;
    const kinds = await kindsIn(tx, { prov: prov!, city: city!, div: div ?? city! });
    const misfits = rows.filter(({ value }) => !fitsCode(kinds, value.kind, value.code)).map(kindMisfit);
    const found = await tx.unsafeAsSystem((db) => {
      const codes = rows.map(({ value }) => value.code);
      return db.selectFrom('institution').select('code').where('code', 'in', codes).execute();
    });
    const taken = new Set(found.map((one) => one.code));
    return [...misfits, ...rows.filter(({ value }) => taken.has(value.code)).map(codeTaken)];
  },
  begin(tx) {
    const ids: string[] = [];
    const { actor } = tx;
    return {
      async take(rows) {
        const inserted = await insertRows(tx, rows);
        for (const one of inserted) ids.push(one.id);
        const free = new Set(inserted.map((one) => one.code));
        return rows.filter(({ value }) => !free.has(value.code)).map(codeTaken);
      },
      // Decided in this transaction up to its limit, by a campaign above; until then a gateway does not know them and refuses.
      finish: () => tx.touchShared({ scope: { kind: 'division', id: actor.div ?? actor.city! }, institutions: ids, adverse: null }),
    };
  },
  batch: 1000,
  mostWhole: 100_000,
};

function kindMisfit({ row, value }: SheetRow<Registration>): RowFault {
  return faultOf(institutionSheet, row, 'kind', value.kind, 'kind-does-not-fit-code');
}

function codeTaken({ row, value }: SheetRow<Registration>): RowFault {
  return faultOf(institutionSheet, row, 'code', value.code, 'code-taken', {
    zh: '该编码已登记，请核对；已登记的机构请从表中删去',
    en: 'The code is registered already: check it, or remove the row',
  });
}

function insertRows(tx: Tx, rows: Rows): Promise<{ id: string; code: string }[]> {
  const { actor } = tx;
  const place = { prov: actor.prov!, city: actor.city!, div: actor.div ?? actor.city!, bureau_id: actor.bureauId! };
  return tx.db
    .insertInto('institution')
    .values(
      rows.map(({ value }) => ({
        id: uuidv7(),
        code: value.code,
        kind: value.kind,
        name: value.name,
        tier: value.tier ?? null,
        address: value.address ?? null,
        contact_name: value.contactName ?? null,
        contact_phone: value.contactPhone ?? null,
        legal_representative: value.legalRepresentative ?? null,
        ...place,
        registered_at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning(['id', 'code'])
    .execute();
}
