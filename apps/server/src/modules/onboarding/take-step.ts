import { type Lack, lacksFor, type Profile, type Transition } from '@anjie/rulebook';
import { z } from 'zod';
import { refuse as refuseInput, type Text } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { type Application, auditApplication, touchApplication } from './application.store.ts';
import { missingParts } from './application-form.ts';
import { type ReadDossier, readDossier } from './dossier.ts';
import { mustHandle } from './hand-over.ts';
import { refuse } from './onboarding.errors.ts';
import { findPending, insertRequest, insertTaken, type PendingStep, voidPending } from './step.store.ts';
import { carryOut } from './step-effects.ts';
import { mayRequest, mayTake, whoMay, whoMayInChinese } from './step-rules.ts';

export const stepInput = z.strictObject({
  reason: z.string().trim().min(1).max(2000).optional(),
  /** codes of the firms that the step appoints */
  partner: z.string().min(2).max(64).optional(),
  platformVendor: z.string().min(2).max(64).optional(),
  /** when it was tested, where the step records a test */
  testedAt: z.iso.datetime({ offset: true }).optional(),
});
export type StepInput = z.output<typeof stepInput>;

export interface StepOutcome {
  readonly number: string;
  readonly step: string;
  readonly state: string;
  readonly version: number;
}

/** The profile in force for the application's territory, and the step of that name in it. */
export async function stepOf(tx: Tx, application: Application, name: string): Promise<{ profile: Profile; step: Transition }> {
  const profile = (await basisInForce(tx, { lock: false })).profile(application);
  const names = profile.onboarding.transitions.map((one) => one.name);
  const step = profile.onboarding.transitions.find((one) => one.name === name);
  if (step === undefined) return refuse('step-unknown', { path: 'params.step', value: name, rule: names.join(', ') });
  return { profile, step };
}

/**
 * Requests a step that two people take. Everything that the step requires must be there already: the approver approves a dossier, and its
 * digest is kept.
 */
export async function requestStep(tx: Tx, number: string, name: string, input: Pick<StepInput, 'reason'>): Promise<StepOutcome> {
  const application = await touchApplication(tx, number);
  const { profile, step } = await stepOf(tx, application, name);
  if (!step.fourEyes) refuse('step-needs-no-request', { path: 'params.step', value: name, clause: step.clause });
  if (!mayRequest(step, tx.actor, application)) notYours(step, tx);
  const deputyFor = await mustHandle(tx, application);
  const dossier = await gate(tx, application, profile, step, input.reason);
  const pending = await findPending(tx, application.id);
  if (pending !== null) refuse('step-requested-already', { path: 'params.step', value: pending.name });
  await insertRequest(tx, application, step, input.reason ?? null, dossier.wholeDigest);
  auditApplication(tx, application, 'step-requested', { step: name, clause: step.clause, reason: input.reason ?? null, deputyFor });
  return { number, step: name, state: application.state, version: application.version };
}

/** Takes a step: who, from which state, with what and by how many people stands in the profile's row. */
export async function takeStep(tx: Tx, number: string, name: string, input: StepInput): Promise<StepOutcome> {
  const application = await touchApplication(tx, number);
  const { profile, step } = await stepOf(tx, application, name);
  return take(tx, application, profile, step, input);
}

/** The same on an application that is locked and read already. */
export async function take(tx: Tx, application: Application, profile: Profile, step: Transition, input: StepInput): Promise<StepOutcome> {
  if (!mayTake(step, tx.actor, application)) notYours(step, tx);
  const deputyFor = await mustHandle(tx, application);
  const pending = step.fourEyes ? await findPending(tx, application.id) : null;
  const reason = input.reason ?? pending?.reason ?? undefined;
  const dossier = await gate(tx, application, profile, step, reason);
  if (step.fourEyes) approvable(tx, step, pending, dossier);
  // One person's step leaves the state that a request was made for.
  else await voidPending(tx, application.id);
  const stepId = await insertTaken(tx, application, step, pending, reason ?? null);
  const changed = await carryOut(tx, application, profile, step, { ...input, stepId, requestedBy: pending?.requestedBy ?? null });
  auditApplication(tx, application, `application-${step.name}`, {
    from: application.state,
    to: step.to,
    clause: step.clause,
    stated: step.stated,
    reason: reason ?? null,
    ...(deputyFor === null ? {} : { deputyFor }),
    ...(pending === null ? {} : { requestedBy: pending.requestedBy, digest: pending.digest }),
  });
  return { number: application.number, step: step.name, state: changed.state, version: changed.version };
}

/** Declines what was requested: by anyone who may take or request it, the requester included. */
export async function declineRequest(tx: Tx, number: string, name: string, input: { reason: string }): Promise<StepOutcome> {
  const application = await touchApplication(tx, number);
  const { step } = await stepOf(tx, application, name);
  if (!mayTake(step, tx.actor, application) && !mayRequest(step, tx.actor, application)) notYours(step, tx);
  const pending = await findPending(tx, application.id);
  if (pending?.name !== name) refuse('step-not-requested', { path: 'params.step', value: name, clause: step.clause });
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'step-declined', { step: name, reason: input.reason });
  return { number, step: name, state: application.state, version: application.version };
}

function notYours(step: Transition, tx: Tx): never {
  return refuseInput('role-not-allowed', {
    value: tx.actor.role,
    rule: whoMay(step),
    clause: step.clause,
    detail: { zh: `“${step.title.zh}”由${whoMayInChinese(step)}办理`, en: `"${step.title.en}" is taken by ${whoMay(step)}` },
  });
}

/** State, form, reason, and everything else that the profile's row requires. */
async function gate(
  tx: Tx,
  application: Application,
  profile: Profile,
  step: Transition,
  reason: string | undefined,
): Promise<ReadDossier> {
  if (!step.from.includes(application.state))
    refuse('step-not-from-here', {
      path: 'params.step',
      value: step.name,
      rule: step.from.join(', '),
      clause: step.clause,
      current: { state: application.state, version: application.version },
    });
  if (step.requires.reason && reason === undefined) refuse('step-reason-missing', { path: 'body.reason', clause: step.clause });
  const missing = leavesEditing(profile, application, step) ? missingParts(application.form, application.systemId) : [];
  if (missing.length > 0) refuse('form-incomplete', { path: missing[0]!, value: missing.join(', '), clause: formClause(profile) });
  const dossier = await readDossier(tx, application);
  const lacks = lacksFor(profile, step.name, dossier);
  if (lacks.length > 0)
    refuse('step-lacks', {
      path: 'params.step',
      value: lacks.map((one) => `${one.kind}:${one.code}`).join(', '),
      clause: lacks[0]!.clause,
      detail: inWords(lacks),
    });
  return dossier;
}

/** Where the rules ask for the application form, it is whole before the application goes out. */
function leavesEditing(profile: Profile, application: Application, step: Transition): boolean {
  const { initial, final, materials } = profile.onboarding;
  return application.state === initial && !final.includes(step.to) && materials.some((one) => one.code === 'application-form');
}

const formClause = (profile: Profile) => profile.onboarding.materials.find((one) => one.code === 'application-form')!.clause;

function inWords(lacks: readonly Lack[]): Text {
  return {
    zh: `尚缺：${lacks.map((one) => `${KIND_WORDS[one.kind]}“${one.title.zh}”（${one.clause}）`).join('；')}`,
    en: `lacking: ${lacks.map((one) => `${one.kind} "${one.title.en}" (${one.clause})`).join('; ')}`,
  };
}

const KIND_WORDS: Record<Lack['kind'], string> = {
  state: '前序步骤',
  material: '材料',
  finding: '真实完整的核实结论',
  condition: '接入条件承诺',
  opinion: '同意的意见',
  report: '报告',
  seal: '盖章',
  operator: '人员',
  rule: '规定',
  held: '前提',
};

function approvable(tx: Tx, step: Transition, pending: PendingStep | null, dossier: ReadDossier): void {
  const where = { path: 'params.step', value: step.name, clause: step.clause };
  if (pending === null || pending.name !== step.name) refuse('step-not-requested', where);
  else if (pending.requestedBy === tx.actor.id) refuseInput('four-eyes', where);
  else if (pending.digest !== dossier.wholeDigest) refuse('step-not-requested', { ...where, rule: 'SM3' });
}
