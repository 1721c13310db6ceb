import { writeFileSync } from 'node:fs';
import { generateSchema } from './ground/generate-schema.ts';

/** Writes the types of the migrated database that ANJIE_OWNER_DATABASE_URL names into the file that the first argument names. */
writeFileSync(process.argv[2]!, await generateSchema(process.env.ANJIE_OWNER_DATABASE_URL!));
