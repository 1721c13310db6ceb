/** From a profile to what decide() and the gateways read. */
import type { AdmissionRules, GatewayPolicy, RestrictionKind } from '@anjie/admission';
import type { Profile } from './profile-schema.ts';
import { type Said, saidValue } from './said.ts';

/** The rows of admission in the order the profile lists them. */
export function admissionRules(profile: Profile): AdmissionRules {
  return {
    profile: profile.code,
    requirements: Object.entries(profile.admission.requirements).map(([code, { note: _, ...row }]) => ({ code, ...row })),
    restrictions: Object.entries(profile.admission.restrictions).map(([kind, { note: _, ...row }]) => ({
      kind: kind as RestrictionKind,
      code: kind,
      ...row,
    })),
  };
}

function owed<T>(profile: Profile, key: string, leaf: Said<T>): T {
  const value = saidValue(leaf);
  if (value === null)
    throw new Error(`规则 ${profile.code} 的 gateway.${key} 不得缺省 / gateway.${key} of profile ${profile.code} must have a value`);
  return value;
}

/** Durations in milliseconds, sizes in bytes. @throws Error where the profile leaves a gateway value absent */
export function gatewayPolicy(profile: Profile): GatewayPolicy {
  const { gateway } = profile;
  return {
    profile: profile.code,
    replayWindowMs: owed(profile, 'replayWindow', gateway.replayWindow).amount * 60_000,
    drainMs: owed(profile, 'drain', gateway.drain).amount * 1000,
    onCutOff: owed(profile, 'onCutOff', gateway.onCutOff),
    maxBodyBytes: owed(profile, 'maxBody', gateway.maxBody).amount,
    refusals: gateway.refusals,
  };
}
