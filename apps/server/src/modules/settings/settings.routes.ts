import { z } from 'zod';
import { only, type Route, route } from '../../ground/route.ts';
import type { SettingsParts } from './check-settings.ts';
import { approveSigning, askForSigning, settingsStanding } from './sign-settings.ts';

const SECURITY = ['security-officer:province', 'security-officer:nation'] as const;
const ADMINISTRATORS = ['system-administrator:province', 'system-administrator:nation'] as const;
const AUDITORS = ['auditor:province', 'auditor:nation'] as const;

const instant = z.date().transform((at) => at.toISOString());
const standing = z.object({
  state: z.enum(['none', 'unsigned', 'forged', 'holds', 'differs', 'asked']),
  differs: z.array(z.string()),
  sequence: z.number().nullable(),
  signedAt: instant.nullable(),
  asked: z.object({ id: z.string(), reason: z.string(), requestedAt: instant }).nullable(),
});

/** Important settings as two officers signed them (NX-附3.2-5a). */
export function settingsSigningRoutes(parts: SettingsParts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/settings-signing',
      summary: {
        zh: '重要设置与两人签署的是否一致',
        en: 'Whether important settings are those that two officers signed, and which differ',
      },
      access: only(SECURITY, ADMINISTRATORS, AUDITORS),
      output: standing,
      refusals: [],
      handler: (tx) => settingsStanding(tx, parts),
    }),
    route({
      method: 'POST',
      path: '/settings-signing',
      summary: { zh: '申请签署现在的设置', en: 'Ask that the settings be signed as they stand now' },
      access: only(SECURITY),
      body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
      output: standing,
      status: 201,
      refusals: ['settings-not-signed-here', 'settings-as-signed', 'settings-of-nation'],
      handler: (tx, { body }) => askForSigning(tx, parts, body.reason),
    }),
    route({
      method: 'POST',
      path: '/settings-signing/:id/approval',
      summary: { zh: '批准签署设置', en: 'Approve what the security officer asked for; it is signed' },
      access: only(ADMINISTRATORS),
      params: z.strictObject({ id: z.uuid() }),
      output: standing,
      refusals: ['settings-not-signed-here', 'settings-changed-since', 'settings-signing-closed', 'settings-of-nation'],
      handler: (tx, { params }) => approveSigning(tx, parts, params.id),
    }),
  ];
}
