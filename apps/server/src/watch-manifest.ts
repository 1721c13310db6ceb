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
  let told = '';
  const lookOnce = async () => {
    try {
      const fact = factOf(await check());
      const text = JSON.stringify(fact);
      if (text === told) return;
      if (fact !== null) {
        parts.log.warn(fact.event, { ...fact.detail });
        await parts.transactor.asSystem('manifest', async (tx) => tx.audit(fact));
      }
      told = text;
    } catch (error) {
      parts.log.warn('manifest-not-checked', { error: String(error) });
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
