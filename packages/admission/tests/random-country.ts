/** Random orders, policies and whole tables' worth of institutions, for tests of what enforcement points know. */
import {
  type AdmissionRules,
  ENVIRONMENTS,
  type Entry,
  entryOf,
  type GatewayPolicy,
  type ScopeOrder,
  TRANSACTION_CLASSES,
} from '../src/index.ts';
import type { Random } from './random.ts';
import { GRID_MS, randomFacts } from './random-world.ts';

export function randomOrder(random: Random, now: number): ScopeOrder {
  const id = random.uuid();
  const from = now + random.whole(-20, 10) * GRID_MS;
  const environments = random.some(ENVIRONMENTS, 0.7);
  return {
    id,
    scope: random.pick<ScopeOrder['scope']>([
      { kind: 'all' },
      { kind: 'division', code: random.pick(['640000', '640100', '140502', '999999']) },
      { kind: 'system', id: random.pick(['system-a', 'system-b', 'system-c']) },
      { kind: 'carrier', id: random.pick(['carrier-a', 'carrier-b']) },
    ]),
    environments: environments.length > 0 ? environments : ['production'],
    from,
    until: random.chance(0.5) ? null : from + random.whole(1, 20) * GRID_MS,
    reason: {
      code: random.pick(['system-suspension', 'upload-pause', 'campaign']),
      clause: random.pick(['NX-26', 'NX-35(2)']),
      stated: true,
      since: from,
      denies: random.pick(['all' as const, random.some(TRANSACTION_CLASSES, 0.3)]),
      what: { zh: '暂停接入', en: 'suspended' },
      mend: { zh: '整改后恢复', en: 'restored after rectification' },
      ref: id,
    },
  };
}

/** A policy with no refusal texts: what a table keeps is the object itself. */
export function plainPolicy(profile: string): GatewayPolicy {
  return { profile, replayWindowMs: 600_000, drainMs: 10_000, onCutOff: 'drain', maxBodyBytes: 1_048_576, refusals: {} };
}

/** The entries of `size` institutions, some of which follow each other on a few addresses. */
export function randomEntries(random: Random, size: number, setting: { readonly rules: AdmissionRules; readonly now: number }): Entry[] {
  return Array.from({ length: size }, (_, index) =>
    entryOf(randomFacts(random, { ...setting, index, ...(random.chance(0.3) ? { sharedAddresses: 12 } : {}) }), setting.now),
  );
}
