import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from '@anjie/national-interface';
import { openTestCluster, ROOT } from '@anjie/test-system';
import { writeGenerated } from './generated-files.ts';

/** `npm run generate`: the types of the migrated database, the contract and inventory from the routes, and the vectors of the catalogue. */
const vectors = join(ROOT, 'conformance/national-interface/catalogue');
rmSync(vectors, { recursive: true, force: true });
mkdirSync(vectors);
for (const [name, content] of examples().files) writeFileSync(join(vectors, name), content);

const cluster = await openTestCluster();
writeGenerated(ROOT, cluster.ownerUrl(cluster.template));
process.exit(0);
