import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Text } from '../../ground/refusal.ts';

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const recipient = z
  .string()
  .regex(/^(institution|parties|takers|step-approvers|clock-enders|person:[a-z]+|[a-z-]+@(territory|acting|alarmed|province|nation))$/);

const told = z.strictObject({
  events: z.array(z.string().regex(/^[a-z-]+\*?$/)).min(1),
  except: z.array(z.string()).default([]),
  importance: z.enum(['waits', 'due', 'decided']),
  topic: z.string().optional(),
  /** the field of the fact's detail that numbers the matter; left out: the object's id */
  key: z.string().optional(),
  settles: z.boolean().default(false),
  to: z.array(recipient).min(1),
  title: words,
  text: words,
});

const file = z.strictObject({ told: z.array(told), names: z.record(z.string(), words) });

/** One row of told.yaml: what is told to whom, in which words. */
export type ToldRule = z.output<typeof told>;

const read = file.parse(parse(readFileSync(join(import.meta.dirname, 'told.yaml'), 'utf8')));

export const TOLD: readonly ToldRule[] = read.told;

/** Names of what no profile names: kinds of restrictions, clocks that no step starts. */
export const NAMES: ReadonlyMap<string, Text> = new Map(Object.entries(read.names));

const byEvent = new Map<string, readonly ToldRule[]>();

/** The rules for one event, in the order of the file. */
export function rulesFor(event: string): readonly ToldRule[] {
  const known = byEvent.get(event) ?? TOLD.filter((rule) => speaksOf(rule, event));
  byEvent.set(event, known);
  return known;
}

function speaksOf({ events, except }: ToldRule, event: string): boolean {
  return !except.includes(event) && events.some((one) => (one.endsWith('*') ? event.startsWith(one.slice(0, -1)) : one === event));
}

/** The first rule of an event with that importance: its words are the notification's. Null: the file has forgotten it since. */
export function ruleOf(event: string, importance: string): ToldRule | null {
  return rulesFor(event).find((rule) => rule.importance === importance) ?? null;
}
