import { createHash } from 'node:crypto';
import { Failure } from '../command.ts';
import type { TestbedAddress } from './temporary-bed.ts';

/** A campaign at a bed, as its keys let a program use it. */
export interface Campaign {
  readonly id: string;
  readonly endpoint: string;
  readonly key: string;
  readonly institution: { readonly code: string; readonly name: string };
  readonly signing: {
    readonly scheme: string;
    readonly id: string;
    readonly secret: string;
    /** base64; of the ways that seal the body */
    readonly privateKey?: string;
    readonly platformPublicKey?: string;
  };
}

export interface CaseResult {
  readonly id: string;
  readonly kind: 'sequence' | 'always' | 'attested';
  readonly zh: string;
  readonly en: string;
  readonly clauses: readonly string[];
  readonly state: string;
  readonly reason: string;
  readonly next: string;
}

/** Names of the plans that a bed knows. */
export async function plansOf(bed: TestbedAddress): Promise<readonly string[]> {
  return (await ask<{ plans: { plan: string }[] }>(bed, bed.operatorToken, 'GET', '/api/v1/plans')).plans.map((one) => one.plan);
}

export function beginCampaign(bed: TestbedAddress, body: object): Promise<Campaign> {
  return ask(bed, bed.operatorToken, 'POST', '/api/v1/campaigns', body);
}

export async function casesOf(bed: TestbedAddress, campaign: Campaign): Promise<readonly CaseResult[]> {
  return (await ask<{ cases: CaseResult[] }>(bed, campaign.key, 'GET', `/api/v1/campaigns/${campaign.id}/runs/1/cases`)).cases;
}

export function coverageOf(bed: TestbedAddress, campaign: Campaign): Promise<{ share: number; missing: { code: string }[] }> {
  return ask(bed, campaign.key, 'GET', `/api/v1/campaigns/${campaign.id}/runs/1/coverage`);
}

/** Attests a case with two persons' names; for trying the bed itself, where nobody looks at a screen. */
export async function attest(bed: TestbedAddress, campaign: Campaign, id: string): Promise<void> {
  const evidence = createHash('sm3').update(id).digest('hex');
  const path = `/api/v1/campaigns/${campaign.id}/runs/1/notes`;
  const note = { kind: 'attestation', case: id, reason: '自检 / self-test', by: 'self-test-1', evidence_name: id, evidence_sm3: evidence };
  const made = await ask<{ id: string }>(bed, campaign.key, 'POST', path, note);
  await ask(bed, bed.operatorToken, 'POST', `${path}/${made.id}/approval`, { by: 'self-test-2' });
}

/** What a command that drives a HIS finds in its environment. */
export function environmentOf(campaign: Campaign): Record<string, string> {
  return {
    TESTBED_ENDPOINT: campaign.endpoint,
    TESTBED_INSTITUTION: campaign.institution.code,
    TESTBED_INSTITUTION_NAME: campaign.institution.name,
    TESTBED_SIGNING_SCHEME: campaign.signing.scheme,
    TESTBED_SIGNING_ID: campaign.signing.id,
    TESTBED_SIGNING_SECRET: campaign.signing.secret,
    TESTBED_SIGNING_PRIVATE_KEY: campaign.signing.privateKey ?? '',
    TESTBED_SIGNING_PLATFORM_KEY: campaign.signing.platformPublicKey ?? '',
  };
}

async function ask<T>(bed: TestbedAddress, key: string, method: string, path: string, body?: object): Promise<T> {
  let reply: Response;
  try {
    reply = await fetch(`${bed.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    throw new Failure(
      `${bed.url} 没有应答，请核对测试台是否在运行 / does not answer; is the test bed running? (${(error as Error).message})`,
    );
  }
  const value = (await reply.json()) as T & { detail?: string };
  if (!reply.ok) throw new Failure(`${method} ${path} → ${reply.status} ${value.detail ?? ''}`);
  return value;
}
