import { type ManifestAnswer, type ManifestPlace, manifestChecker } from './ground/manifest.ts';
import type { AuditFact, Transactor } from './ground/transaction.ts';

const MINUTES = 10;
const NAMED = 20;

/** Where an alarm goes. */
export interface AlarmParts {
  readonly transactor: Pick<Transactor, 'asSystem'>;
  readonly log: { warn(event: string, fields: Record<string, unknown>): void };
}

/**
 * Checks the manifest once now and then every ten minutes, beside the work. What differs is logged and audited once, and again when it is
 * something else; an installation without a manifest (a demonstration, a tree in development) is left alone.
 */
export function watchManifest(place: ManifestPlace, parts: AlarmParts): { look(): Promise<void>; close(): Promise<void> } {
  const check = manifestChecker(place);
  return watchFor('manifest', parts, async () => factOf(await check()));
}

/** Looks once now and then every ten minutes; a fact that is not the last one is logged and audited. */
export function watchFor(
  what: string,
  parts: AlarmParts,
  find: () => Promise<AuditFact | null>,
): { look(): Promise<void>; close(): Promise<void> } {
  let told = 'null';
  const lookOnce = async () => {
    try {
      const fact = await find();
      const text = JSON.stringify(fact);
      if (text === told) return;
      if (fact !== null) {
        parts.log.warn(fact.event, { ...fact.detail });
        await parts.transactor.asSystem(what, async (tx) => tx.audit(fact));
      }
      told = text;
    } catch (error) {
      parts.log.warn(`${what}-not-checked`, { error: String(error) });
    }
  };
  let looking = lookOnce();
  const look = () => {
    looking = looking.then(lookOnce);
    return looking;
  };
  const timer = setInterval(look, MINUTES * 60_000);
  timer.unref();
  return {
    look,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

function factOf(answer: ManifestAnswer): AuditFact | null {
  const object = { kind: 'manifest', id: 'manifest.json' };
  if (answer.state === 'forged') return { event: 'manifest-forged', object };
  if (answer.state !== 'drifted') return null;
  const { changed, missing, extra } = answer.drift;
  const some = (paths: readonly string[]) => ({ count: paths.length, first: paths.slice(0, NAMED) });
  return { event: 'shipped-files-changed', object, detail: { changed: some(changed), missing: some(missing), extra: some(extra) } };
}
