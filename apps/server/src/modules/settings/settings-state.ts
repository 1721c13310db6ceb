import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import { identityState } from '../identity/index.ts';

type Values = Readonly<Record<string, unknown>>;

interface State {
  readonly environment: Values;
  readonly identity: Values;
  readonly ranges: Values;
}

/** Every important setting as it stands now: of the server's environment and of the database. JSON with sorted names. */
export async function readState(db: Kysely<Database>, environment: Readonly<Record<string, string>>): Promise<string> {
  const { settings, ranges } = await identityState(db);
  const state: State = {
    environment: sorted(environment),
    identity: sorted(settings),
    ranges: sorted(Object.fromEntries(ranges.map((range) => [range, true]))),
  };
  return JSON.stringify(state);
}

/** Names of settings that differ between two states, sorted: changed, new or gone. */
export function differing(signed: string, now: string): string[] {
  const [before, after] = [JSON.parse(signed) as State, JSON.parse(now) as State];
  return (['environment', 'identity', 'ranges'] as const)
    .flatMap((part) =>
      [...new Set([...Object.keys(before[part] ?? {}), ...Object.keys(after[part])])]
        .filter((name) => JSON.stringify(before[part]?.[name]) !== JSON.stringify(after[part][name]))
        .map((name) => `${part}.${name}`),
    )
    .sort();
}

function sorted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
