import type { Environment } from '@anjie/admission';

/** Where a request goes: which environment, and the path with query that the platform sees. */
export interface Route {
  readonly environment: Environment;
  /** path without query */
  readonly path: string;
  /** "?" and what follows, or empty */
  readonly query: string;
}

/**
 * Reads the request target. A gateway of one environment has no prefix; a demonstration's has "/production" or "/test" in front, and
 * neither passes into the other (NX-20(4)). Null: the path belongs to no environment.
 */
export function routeOf(target: string, served: readonly Environment[]): Route | null {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark);
  const [only, second] = served;
  if (only !== undefined && second === undefined) return { environment: only, path, query };
  for (const environment of served) {
    const prefix = `/${environment}`;
    if (path === prefix || path.startsWith(`${prefix}/`)) return { environment, path: path.slice(prefix.length) || '/', query };
  }
  return null;
}
