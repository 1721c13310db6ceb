import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openTestCluster, ROOT } from '@anjie/test-system';

/** Writes what is generated: the types of the migrated database, and the contract from the route inventory. */
const cluster = await openTestCluster();
const environment = { PATH: process.env.PATH, ANJIE_OWNER_DATABASE_URL: cluster.ownerUrl(cluster.template) };
execFileSync(process.execPath, [join(ROOT, 'apps/server/src/generate-schema.ts')], { env: environment, stdio: 'inherit' });
process.exit(0);
