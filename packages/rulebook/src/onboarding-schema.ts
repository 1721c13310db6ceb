/** The steps of connecting as data: states, transitions with who acts, and what each step asks for, grants, imposes or lifts. */
import { HELD_KINDS, RESTRICTION_KINDS } from '@anjie/admission';
import { z } from 'zod';
import { clauseId, said, text } from './said.ts';

/** Levels of a bureau. `territory`: the institution's own bureau, whatever its level; `ordering`: the one that gave the order. */
export const LEVELS = ['national', 'province', 'city', 'county', 'territory', 'ordering'] as const;

export const ROLES = [
  'caseworker',
  'approver',
  'agency',
  'institution',
  'vendor',
  'connecting-party',
  'platform-vendor',
  'integration-partner',
  'carrier',
] as const;

export const clock = z.strictObject({
  amount: z.int().positive(),
  unit: z.enum(['working-day', 'day', 'hour', 'minute', 'year']),
  startEvent: z.string().min(1),
  endEvent: z.string().min(1),
  /** false where the text's words leave open what ends the period: `readings` are the events that they can bear, `endEvent` the one that holds */
  endEventStated: z.boolean().optional(),
  readings: z.array(z.string().min(1)).min(2).optional(),
});

const name = z.string().regex(/^[a-z][a-z0-9-]*$/);
const source = { clause: clauseId, stated: z.boolean(), note: z.string().optional() };
const actor = z.strictObject({ role: z.enum(ROLES), level: z.enum(LEVELS).nullable().default(null) });

/** A named thing that a step asks for, with the clause that asks for it. */
const asked = z.strictObject({ code: name, title: text, ...source });

export const transition = z.strictObject({
  name,
  title: text,
  from: z.array(name).min(1),
  to: name,
  by: z.array(actor).min(1),
  /** requester and approver are two persons */
  fourEyes: z.boolean().default(false),
  requires: z
    .strictObject({
      materials: z.boolean().default(false),
      findings: z.boolean().default(false),
      conditions: z.boolean().default(false),
      /** whoever takes the step says why */
      reason: z.boolean().default(false),
      /** the report of the joint test, passed */
      report: z.boolean().default(false),
      /** facts of other records that must be in force */
      held: z.array(z.enum(HELD_KINDS)).default([]),
      operator: z.boolean().default(false),
      /** roles of operators.asked that must be named, as many as asked */
      people: z.array(z.string()).default([]),
      /** every rule of the bureaus in force has been taken note of */
      rules: z.strictObject(source).nullable().default(null),
      opinions: z.array(name).default([]),
      seals: z.array(name).default([]),
    })
    .prefault({}),
  deadline: clock.optional(),
  grants: z.array(z.enum(HELD_KINDS)).default([]),
  /** what earlier steps granted and this one takes back */
  ends: z.array(z.enum(HELD_KINDS)).default([]),
  /** firms that whoever takes the step names for the application */
  appoints: z.array(z.enum(['integration-partner', 'platform-vendor'])).default([]),
  /** what becomes of the clocks that run on the application; the texts know no pause, so that it is `stated: false` */
  clocks: z.enum(['pause', 'resume']).optional(),
  /** from this step on the institution runs the system applied for */
  assignsSystem: z.boolean().default(false),
  /** on pharmacies only, see onboarding.pharmacy.suspend */
  suspendsPharmacy: z.boolean().default(false),
  liftsPharmacy: z.boolean().default(false),
  ...source,
});

export const onboarding = z.strictObject({
  applicationKinds: z.array(name),
  states: z.array(name),
  initial: name.nullable(),
  final: z.array(name),
  materials: z.array(
    asked.extend({
      /** what else, for these kinds of application, a finding that it is true and complete attests */
      attests: z.array(z.strictObject({ title: text, applicationKinds: z.array(name).min(1), ...source })).default([]),
    }),
  ),
  conditions: z.array(asked),
  opinions: z.array(z.strictObject({ code: name, title: text, level: z.enum(LEVELS), ...source })),
  seals: z.array(z.strictObject({ party: name, title: text, ...source })),
  testItems: z.array(asked),
  /** items of the security assessment, each of which owes one result in the test report */
  assessmentItems: z.array(z.strictObject({ code: z.string().regex(/^[0-9]+[a-z]$/), clause: clauseId, stated: z.boolean() })).default([]),
  /** who takes in what was connected before the platform: requested by a caseworker, approved by an approver of that level */
  census: said(
    z.strictObject({
      level: z.enum(LEVELS),
      records: z.array(z.enum(HELD_KINDS)).min(1),
      /** the fact that says an institution has finished the joint test; without it nobody is urged */
      tested: z.enum(HELD_KINDS).optional(),
      /** by when an urged one is to have finished; never from a text that says 尽快 */
      urgedWithin: clock.optional(),
    }),
  ).default({ absent: true }),
  transitions: z.array(transition),
  pharmacy: z.strictObject({
    /** kinds of institutions that it speaks of */
    institutionKinds: z.array(name).default(['pharmacy']),
    /** kinds of application that suspend a pharmacy */
    applicationKinds: z.array(name).default([]),
    suspend: z.array(z.strictObject({ kind: z.enum(RESTRICTION_KINDS), by: z.enum(LEVELS), ...source })),
  }),
});
