import { join } from 'node:path';
import type { Installation } from '../installation.ts';
import type { ChildProgram } from './child.ts';
import { testbedSettings } from './testbed.ts';

/** Not only that somebody answers: a gateway without knowledge answers too, and says so. */
async function answers(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return reply.ok && ((await reply.json()) as { ok?: unknown }).ok === true;
  } catch {
    return false;
  }
}

/**
 * Processes of a demonstration on one machine, in the order in which they start.
 *
 * @param portal folder of the built portal; null: the API alone
 */
export function server(installation: Installation, databaseUrl: string, portal: string | null): ChildProgram {
  return {
    name: 'server',
    program: 'apps/server/src/main.ts',
    environment: {
      // V8 lets the young generation grow with the work; bounded, an import of any length takes the same memory (docs/decisions/0017).
      NODE_OPTIONS: '--max-semi-space-size=4',
      DATABASE_URL: databaseUrl,
      ANJIE_SERVER_PORT: String(installation.portBase),
      ...wireSettings(installation),
      ANJIE_KEY_FILE: installation.files.masterKey,
      ANJIE_FILES: join(installation.data, 'files'),
      // Beside the database, where nothing else is named: it shows what somebody does to the database, not to this machine.
      ANJIE_AUDIT_FILE: join(installation.data, 'audit-checkpoints.txt'),
      ANJIE_AUDIT_ARCHIVE: join(installation.data, 'audit-archive'),
      ...auditSettings(),
      ...mailSettings(),
      ...testbedSettings(installation),
      ...(portal === null ? {} : { ANJIE_PORTAL: portal }),
    },
    ready: () => answers(`${installation.urls.portal}/api/health`),
    logFile: join(installation.files.logs, 'server.log'),
  };
}

/** TLS of a production installation, and where it listens; a demonstration stays on loopback in plain HTTP, whatever the environment says. */
function wireSettings({ tls, caFile }: Installation): Record<string, string> {
  if (process.env.ANJIE_MODE !== 'production') return {};
  const { ANJIE_SERVER_HOST: host, ANJIE_TRUSTED_PROXIES: proxies } = process.env;
  return {
    ...(host === undefined ? {} : { ANJIE_SERVER_HOST: host }),
    ...(proxies === undefined ? {} : { ANJIE_TRUSTED_PROXIES: proxies }),
    ...(tls === null ? {} : { ANJIE_SERVER_TLS_CERT: tls.cert, ANJIE_SERVER_TLS_KEY: tls.key }),
    ...(caFile === null ? {} : { ANJIE_CA_FILE: caFile }),
  };
}

/** Where checkpoints of the audit go, and how often: as the environment says. */
function auditSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (name.startsWith('ANJIE_AUDIT_') ? [[name, value!]] : [])),
  );
}

/** Where mails leave the house, if they do, and who scans attachments: as the environment says. */
function mailSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(ANJIE_(SMTP_|SCAN_|PORTAL_URL$)|CLAMAV_URL$)/.test(name) ? [[name, value!]] : [],
    ),
  );
}

export function platform(installation: Installation): ChildProgram {
  return {
    name: 'platform',
    program: 'packages/simulated-platform/src/main.ts',
    environment: { ANJIE_PLATFORM_PORT: String(installation.portBase + 3), ANJIE_PLATFORM_TEST_PORT: String(installation.portBase + 2) },
    ready: async () =>
      (await answers(`${installation.urls.platform}/health`)) && (await answers(`${installation.urls.testPlatform}/health`)),
    logFile: join(installation.files.logs, 'platform.log'),
  };
}

export function gateway(installation: Installation): ChildProgram {
  return {
    name: 'gateway',
    program: 'apps/gateway/src/main.ts',
    environment: {
      ANJIE_MODE: 'demonstration',
      ANJIE_GATEWAY_ID: 'gateway-1',
      ANJIE_GATEWAY_LISTEN: `127.0.0.1:${installation.portBase + 1}`,
      ANJIE_GATEWAY_ENVIRONMENTS: 'production,test',
      ANJIE_GATEWAY_UPSTREAM_PRODUCTION: installation.urls.platform,
      ANJIE_GATEWAY_UPSTREAM_TEST: installation.urls.testPlatform,
      ANJIE_SERVER_URL: installation.urls.portal,
      ANJIE_GATEWAY_SECRET_FILE: installation.files.gatewaySecret,
      ANJIE_GATEWAY_DATA: join(installation.data, 'gateway-1'),
    },
    ready: () => answers(`${installation.urls.gateway}/health`),
    logFile: join(installation.files.logs, 'gateway.log'),
  };
}
