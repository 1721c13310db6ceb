import { isIP } from 'node:net';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { plainAddress } from '../../ground/address-key.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { ADMINISTRATORS, SECURITY } from './account.routes.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { boundsOf, SETTINGS, type SettingName, settingFault, standingSettings } from './identity-settings.ts';

const AUDITORS = ['auditor:province', 'auditor:nation'] as const;
const NAMES = Object.keys(SETTINGS) as [SettingName, ...SettingName[]];
const value = z.union([z.string().max(60), z.number()]);

const settingView = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  value,
  byDefault: value,
  source: z.enum(['default', 'installation', 'province']),
  unit: z.string().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  choices: z.array(z.string()).nullable(),
  clause: z.string().nullable(),
});

const rangeView = z.object({ id: z.string(), role: z.string(), range: z.string(), prov: z.string().nullable(), setAt: z.string() });

/** A network in CIDR form: nothing set beyond its prefix is PostgreSQL's rule, checked there too. */
const network = z
  .string()
  .max(50)
  .refine((text) => {
    const [address, prefix, rest] = text.split('/');
    const family = isIP(address ?? '');
    return rest === undefined && family > 0 && /^\d{1,3}$/.test(prefix ?? '') && Number(prefix) <= (family === 4 ? 32 : 128);
  }, 'address/prefix');

const ROLES = [
  ...['caseworker', 'approver', 'leader', 'system-administrator', 'security-officer', 'auditor'],
  ...['agency', 'institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier'],
] as [string, ...string[]];

/** Settings of logins and accounts, and where roles may come from: the security officer's alone (NX-附3.2-1b, -1c). */
export function settingsRoutes(identity: Identity): Route[] {
  const view = async (tx: Tx) => {
    const standing = await tx.unsafeAsSystem((db) => standingSettings(db, identity.mode, tx.actor.prov));
    return NAMES.map((name) => {
      const setting = SETTINGS[name];
      const bounds = boundsOf(name, identity.mode);
      return {
        name,
        title: setting.title,
        ...standing[name],
        byDefault: setting.byDefault[identity.mode],
        unit: setting.bounds?.unit ?? null,
        min: bounds?.min ?? null,
        max: bounds?.max ?? null,
        choices: setting.choices === null ? null : [...setting.choices],
        clause: setting.clause,
      };
    });
  };
  return [
    route({
      method: 'GET',
      path: '/identity-settings',
      summary: { zh: '登录与账号的设置', en: 'Settings of logins and accounts, with bounds and where each comes from' },
      access: only(ADMINISTRATORS, SECURITY, AUDITORS),
      output: z.object({ settings: z.array(settingView) }),
      refusals: [],
      handler: async (tx) => ({ settings: await view(tx) }),
    }),
    route({
      method: 'POST',
      path: '/identity-settings/:name',
      summary: {
        zh: '更改一项设置（本省，国家级为整个安装）',
        en: 'Change a setting: of the province, or of the installation; null: back to what stands above',
      },
      access: only(SECURITY),
      params: z.strictObject({ name: z.enum(NAMES) }),
      body: z.strictObject({ value: value.nullable() }),
      output: settingView,
      refusals: ['setting-out-of-bounds'],
      handler: async (tx, { params, body }) => {
        const fault = body.value === null ? null : settingFault(params.name, body.value, identity.mode);
        if (fault !== null) refuse('setting-out-of-bounds', { path: 'body.value', value: body.value, rule: fault });
        const before = (await view(tx)).find((one) => one.name === params.name)!;
        const { prov } = tx.actor;
        await tx.db
          .updateTable('identity_setting')
          .set({ ended_at: tx.now })
          .where('name', '=', params.name)
          .where('prov', prov === null ? 'is' : '=', prov)
          .where('ended_at', 'is', null)
          .execute();
        if (body.value !== null)
          await tx.db
            .insertInto('identity_setting')
            .values({ id: uuidv7(), prov, name: params.name, value: JSON.stringify(body.value), set_by: tx.actor.id, set_at: tx.now })
            .execute();
        const after = (await view(tx)).find((one) => one.name === params.name)!;
        tx.audit({
          event: 'identity-setting-changed',
          object: { kind: 'identity-setting', id: params.name },
          territory: { prov, city: null, div: null },
          detail: { before: before.value, after: after.value },
        });
        return after;
      },
    }),
    route({
      method: 'GET',
      path: '/management-ranges',
      summary: { zh: '管理终端地址范围', en: 'Address ranges that roles may log in from' },
      access: only(ADMINISTRATORS, SECURITY, AUDITORS),
      output: z.object({ ranges: z.array(rangeView) }),
      refusals: [],
      handler: async (tx) => ({ ranges: (await ranges(tx)).map(rangeOf) }),
    }),
    route({
      method: 'POST',
      path: '/management-ranges',
      summary: { zh: '限定一个岗位的登录地址范围', en: 'Let a role log in from an address range; from nowhere else but the role’s ranges' },
      access: only(SECURITY),
      body: z.strictObject({ role: z.enum(ROLES), range: network }),
      output: rangeView,
      status: 201,
      refusals: ['would-lock-out'],
      handler: async (tx, { body }) => {
        const { prov, role, address } = tx.actor;
        const { rows } = await sql<{ plain: string; mine: boolean }>`
          select network(${body.range}::inet)::text as plain, ${plainAddress(address ?? '')}::inet <<= network(${body.range}::inet) as mine`.execute(
          tx.db,
        );
        const { plain, mine } = rows[0]!;
        if (body.role === role && !mine && !(await comesFromRange(tx))) refuse('would-lock-out', { path: 'body.range', value: body.range });
        const row = { id: uuidv7(), prov, role: body.role, range: plain, set_by: tx.actor.id, set_at: tx.now };
        await tx.db.insertInto('management_range').values(row).execute();
        tx.audit({
          event: 'management-range-set',
          object: { kind: 'management-range', id: row.id },
          territory: { prov, city: null, div: null },
          detail: { role: body.role, after: plain },
        });
        return rangeOf(row);
      },
    }),
    route({
      method: 'POST',
      path: '/management-ranges/:id/end',
      summary: { zh: '撤销一个登录地址范围', en: 'End an address range' },
      access: only(SECURITY),
      params: z.strictObject({ id: z.uuid() }),
      output: z.object({ ended: z.boolean() }),
      refusals: ['range-ended', 'would-lock-out'],
      handler: async (tx, { params }) => {
        const row = await tx.db
          .selectFrom('management_range')
          .select(['id', 'role', 'range', 'prov', 'ended_at'])
          .where('id', '=', params.id)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
        if (row.ended_at !== null) refuse('range-ended', { path: 'params.id' });
        await tx.db.updateTable('management_range').set({ ended_at: tx.now, ended_by: tx.actor.id }).where('id', '=', row.id).execute();
        const left = (await ranges(tx)).filter((one) => one.role === tx.actor.role);
        if (row.role === tx.actor.role && left.length > 0 && !(await comesFromRange(tx))) refuse('would-lock-out', { path: 'params.id' });
        tx.audit({
          event: 'management-range-ended',
          object: { kind: 'management-range', id: row.id },
          territory: { prov: row.prov, city: null, div: null },
          detail: { role: row.role, before: row.range },
        });
        return { ended: true };
      },
    }),
  ];
}

const ranges = (tx: Tx) =>
  tx.db
    .selectFrom('management_range')
    .select(['id', 'role', 'range', 'prov', 'set_at'])
    .where('ended_at', 'is', null)
    .orderBy('set_at')
    .limit(500)
    .execute();

/** Whether a range that stands holds the address that the caller comes from. */
async function comesFromRange(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ inside: boolean }>`
    select exists (select 1 from management_range r where r.ended_at is null and r.role = ${tx.actor.role}
      and ${plainAddress(tx.actor.address ?? '')}::inet <<= r.range::cidr) as inside`.execute(tx.db);
  return rows[0]!.inside;
}

function rangeOf(row: { id: string; role: string; range: string; prov: string | null; set_at: Date }): z.input<typeof rangeView> {
  return { id: row.id, role: row.role, range: row.range, prov: row.prov, setAt: row.set_at.toISOString() };
}
