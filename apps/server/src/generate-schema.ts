import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSchema } from './ground/generate-schema.ts';

/** Writes the types of the migrated database that ANJIE_OWNER_DATABASE_URL names. */
writeFileSync(join(import.meta.dirname, 'ground/schema.generated.ts'), await generateSchema(process.env.ANJIE_OWNER_DATABASE_URL!));
