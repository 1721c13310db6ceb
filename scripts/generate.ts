import { openTestCluster, ROOT } from '@anjie/test-system';
import { writeGenerated } from './generated-files.ts';

/** `npm run generate`: the types of the migrated database, and the contract and inventory from the routes. */
const cluster = await openTestCluster();
writeGenerated(ROOT, cluster.ownerUrl(cluster.template));
process.exit(0);
