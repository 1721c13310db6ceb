/** What one jurisdiction's profile says, after inheritance: every key is there, each stated, unstated or absent. */
import { RESTRICTION_KINDS } from '@anjie/admission';
import { z } from 'zod';
import { admission, gateway } from './machine-schema.ts';
import { clock, LEVELS, onboarding } from './onboarding-schema.ts';
import { clauseId, said, text } from './said.ts';

const level = z.enum(LEVELS);
const names = z.array(z.string().min(1));
const row = { clause: clauseId, stated: z.boolean(), note: z.string().optional() };
const bureauOrUnit = z.enum([...LEVELS, 'institution', 'office', 'leading-group'] as const);

const cutoff = z.array(z.strictObject({ by: bureauOrUnit, before: z.array(z.literal('judgement')), on: z.string(), ...row }));

/** Who may order every restriction other than a cut-off, and against what. */
const orders = z.array(
  z.strictObject({
    kind: z.enum(RESTRICTION_KINDS),
    against: z.enum(['institution', 'system', 'division']).default('institution'),
    by: bureauOrUnit,
    before: z.array(z.literal('judgement')).default([]),
    on: z.string(),
    ...row,
    /** false where the text names the act but not who orders it */
    byStated: z.boolean(),
  }),
);

const restore = z.array(
  z.strictObject({
    restriction: z.enum(RESTRICTION_KINDS),
    on: z.string(),
    /** the how-manieth order of this kind and clause against one institution; left out: any */
    occasions: z.strictObject({ from: z.int().positive(), to: z.int().positive().nullable() }).optional(),
    /** agreed, completed: by the record alone; released: its procedure has ended without agreement */
    conditions: z.array(z.enum(['rectified', 'confirmed', 'explained', 'agreed', 'completed', 'released'])),
    confirmedBy: bureauOrUnit,
    ...row,
    /** false where the text asks for a confirmation but names no level */
    confirmedByStated: z.boolean(),
  }),
);

const sanctions = z.strictObject({
  mode: said(z.enum(['by-fact', 'counted', 'discretionary'])),
  counter: said(z.strictObject({ kinds: names, per: z.literal('institution'), countedBy: level, lookBack: z.null() })),
  ladder: z.array(
    z.strictObject({ from: z.int().positive(), to: z.int().positive().nullable(), and: z.string().nullable(), acts: names, ...row }),
  ),
  menu: z.array(z.strictObject({ act: z.string(), title: text, ...row })),
  blacklist: said(z.boolean()),
});

const incidents = z.strictObject({
  path: said(names),
  levels: said(names),
  /** amount null: 即时, which carries no number */
  resultClock: z.array(
    z.strictObject({
      level: z.string(),
      ...clock.shape,
      amount: z.int().positive().nullable(),
      unit: z.enum(['hour', 'minute', 'at-once']),
      ...row,
    }),
  ),
  virusResponse: said(clock),
  summary: said(z.strictObject({ by: bureauOrUnit, to: bureauOrUnit, clock: clock.nullable() })),
});

/** Rules published before kinds were data knew these two. */
const TWO_KINDS = {
  value: [
    { code: 'hospital', letter: 'H', title: { zh: '定点医疗机构', en: 'medical institution' } },
    { code: 'pharmacy', letter: 'P', title: { zh: '定点零售药店', en: 'retail pharmacy' } },
  ],
  stated: false,
  note: '国家编码规则：H 医疗机构，P 零售药店',
};

export const profile = z.strictObject({
  code: z.string().regex(/^[0-9]{6}$/),
  name: text,
  parent: z
    .string()
    .regex(/^[0-9]{6}$/)
    .nullable(),
  /** prefixes of the texts held for this jurisdiction itself */
  texts: z.array(z.enum(['NX', 'JC', 'TS', 'GJ'])),
  /** said where no text is held */
  silence: text.nullable(),
  countFirstDay: said(z.boolean()),
  terms: z.strictObject({ network: said(z.string()), authority: said(z.string()) }),
  monitoring: z.strictObject({ by: said(bureauOrUnit), patrolWith: said(z.string()) }),
  cutoff,
  orders,
  restore,
  sanctions,
  institutions: z
    .strictObject({
      /** kinds of institutions, each with the letter that its national code begins with */
      kinds: said(
        z.array(z.strictObject({ code: z.string().regex(/^[a-z][a-z-]{1,30}$/), letter: z.string().regex(/^[A-Z]$/), title: text })).min(1),
      ),
    })
    .prefault({ kinds: TWO_KINDS }),
  lines: z.strictObject({
    kinds: said(z.array(z.enum(['dedicated', 'vpdn']))),
    providedBy: said(z.array(z.enum(['carrier', 'office-planned']))),
    overInternet: said(z.enum(['forbidden'])),
    agreementOfTheYear: said(z.enum(['line-filing'])),
    /** who examines the application before the line is opened; the bureau only takes it on record */
    auditedBy: said(z.enum(['carrier'])),
  }),
  terminals: z
    .strictObject({
      /** the unit examines a device that it connects, and the record is there before its filing is accepted */
      examination: said(z.enum(['before-acceptance'])),
      /** what is not taken in while a PSAM card of the institution is lost */
      lostCardBars: said(z.array(z.enum(['relocation']))).default({ absent: true }),
    })
    .prefault({ examination: { absent: true } }),
  carriers: z.strictObject({ count: said(z.int().positive()), chosenBy: said(z.enum(['institution'])), construction: said(z.string()) }),
  addresses: z.strictObject({
    perInstitution: said(z.strictObject({ max: z.int().positive(), soft: z.boolean() })),
    exceptionBy: said(level),
    boundBy: said(z.enum(['carrier'])),
    ranges: said(z.array(z.union([z.cidrv4(), z.cidrv6()]))),
  }),
  remoteManagement: said(z.enum(['encrypted', 'forbidden'])),
  extension: said(z.enum(['byLeave', 'forbidden'])),
  branches: said(z.enum(['qualification', 'agreement'])),
  password: z.strictObject({
    minLength: said(z.int().positive()),
    classes: said(names),
    changeEvery: said(clock),
    lending: said(z.literal('forbidden')),
  }),
  authentication: z
    .strictObject({
      /** whose login asks for two factors, one of them cryptographic */
      secondFactor: said(z.enum(['everybody'])),
    })
    .default({ secondFactor: { absent: true } }),
  transport: z.strictObject({ encrypted: said(z.boolean()) }),
  operators: z.strictObject({
    min: said(z.int().positive()),
    gateOf: said(z.enum(['application'])),
    roles: said(names),
    /** people whom a step of connecting may ask for; `stated`: whether the text makes their lack a bar */
    asked: z.array(z.strictObject({ role: z.string().min(1), min: z.int().positive(), title: text, ...row })).default([]),
    /** their list is reported again within this time */
    report: said(clock).default({ absent: true }),
  }),
  backups: z.strictObject({ databaseCopies: said(z.int().positive()) }),
  codes: z.strictObject({ standards: said(z.int().positive()) }),
  jointTest: z
    .strictObject({
      /** the territory's own acceptance list: transactions demanded beyond an institution's care categories; no medTypes: whatever it offers */
      acceptance: said(
        z
          .array(
            z.strictObject({
              kind: z.string().min(1),
              medTypes: names.default([]),
              transactions: z.array(z.string().regex(/^[0-9]{4}[A-Z]?$/)).min(1),
            }),
          )
          .min(1),
      ),
      /** whether a release is certified once: which plan of the bed certifies it, by which step, and which shorter one then suffices */
      certification: said(
        z
          .array(z.strictObject({ kind: z.string().min(1), step: z.string().min(1), whole: z.string().min(1), short: z.string().min(1) }))
          .min(1),
      ).default({ absent: true }),
    })
    .prefault({ acceptance: { absent: true } }),
  agreements: z.strictObject({
    kinds: said(names),
    copies: said(z.int().positive()),
    confidentialityEnds: said(z.string()),
    recordedBy: said(bureauOrUnit),
  }),
  groups: said(names),
  onboarding,
  mlps: z.strictObject({
    standard: said(z.string()),
    certificateLevel: said(z.int().min(1).max(5)),
    yearly: said(clock),
    /** by kind of institution */
    yearlyBy: said(z.record(z.string(), z.string())),
    gate: said(z.boolean()),
  }),
  incidents,
  plans: z.strictObject({ requiredOf: said(names), drills: said(z.string()) }),
  training: z.strictObject({
    courses: z.array(
      z.strictObject({
        by: bureauOrUnit,
        min: z.int().positive().nullable(),
        period: z.string().nullable(),
        ...row,
        periodStated: z.boolean(),
      }),
    ),
    operators: said(z.strictObject({ trained: z.boolean(), examined: z.boolean() })),
  }),
  changes: z.strictObject({ resign: said(clock) }),
  admission,
  gateway,
});

/** A profile in force: inherited, validated, defaults filled in. */
export type Profile = z.output<typeof profile>;
export type Transition = Profile['onboarding']['transitions'][number];
