import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { IdentitySettings } from '../identity/index.ts';

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

const kind = z.strictObject({
  severity: z.enum(['notice', 'warning', 'critical']),
  clause: z.string().nullable(),
  setting: z
    .string()
    .regex(/^alert[A-Za-z]+$/)
    .optional(),
  distinct: z.boolean().default(false),
  facts: z.array(z.string().regex(/^[a-z-]+$/)).default([]),
  /** whom facts concern: the installation, or the gateway that the fact names in its detail */
  subject: z.enum(['installation', 'gateway']).default('installation'),
  title: words,
  what: words,
  mend: words,
});

/** One row of kinds.yaml. */
export type AlertKind = z.output<typeof kind>;

const read = z
  .strictObject({ kinds: z.record(z.string().regex(/^[a-z-]{3,40}$/), kind) })
  .parse(parse(readFileSync(join(import.meta.dirname, 'kinds.yaml'), 'utf8')));

export const ALERT_KINDS: ReadonlyMap<string, AlertKind> = new Map(Object.entries(read.kinds));

/** The kind of alert that an audit fact raises by itself, or null. */
export function kindOfFact(event: string): string | null {
  return byFact.get(event) ?? null;
}

const byFact = new Map([...ALERT_KINDS].flatMap(([name, { facts }]) => facts.map((fact) => [fact, name] as const)));

/** How many within the window raise it; null: one is enough. */
export function thresholdOf(name: string, settings: IdentitySettings): number | null {
  const setting = ALERT_KINDS.get(name)?.setting;
  return setting === undefined ? null : Number(settings[setting as keyof IdentitySettings]);
}
