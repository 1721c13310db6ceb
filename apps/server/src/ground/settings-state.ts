import { existsSync, readFileSync } from 'node:fs';
import { sm3Hex } from '@anjie/guomi';
import { isLoopbackHost } from '@anjie/transport';
import pg from 'pg';
import { settings } from './configuration.ts';

/** Settings that change nothing about security: how much is logged, and how many connections there are. */
const UNIMPORTANT = new Set(['ANJIE_LOG', 'ANJIE_DATABASE_CONNECTIONS', 'ANJIE_SERVER_PORT']);
/** Settings that name a file by which somebody is trusted: the file counts, not its name alone. */
const TRUSTED_FILES = new Set(['ANJIE_CA_FILE', 'ANJIE_INTEGRATION_KEY_FILE']);

/**
 * The settings of the environment that are signed: every one that the server knows and that is set, but for those that change nothing about
 * security. Passwords in addresses are left out; keys and certificates of its own are named by their file, since they are renewed.
 */
export function environmentState(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = Object.keys(settings.shape).filter((name) => !UNIMPORTANT.has(name) && environment[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, stateOf(name, environment[name]!)]));
}

function stateOf(name: string, value: string): string {
  if (name === 'DATABASE_URL') return databaseState(value);
  if (TRUSTED_FILES.has(name)) return `${value} ${existsSync(value) ? sm3Hex(readFileSync(value)) : 'missing'}`;
  return value.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1@');
}

/** On this machine the embedded database may choose its port anew; elsewhere host, database and verification count. */
function databaseState(url: string): string {
  const { host, database, user } = new pg.Client({ connectionString: url });
  const local = host === '' || host.startsWith('/') || isLoopbackHost(host);
  return `${user}@${local ? 'local' : host}/${local ? '' : database}${/[?&](sslmode=[\w-]+)/.exec(url)?.[1] ?? ''}`;
}
