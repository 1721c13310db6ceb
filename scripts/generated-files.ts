import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '@anjie/test-system';

/** Every file that `npm run generate` writes, from the root of the project. */
export const GENERATED = [
  'apps/server/src/ground/schema.generated.ts',
  'packages/contract/src/generated/openapi.json',
  'packages/contract/src/generated/routes.generated.ts',
  'packages/contract/src/generated/refusals.generated.ts',
  'apps/server/tests/route-inventory.txt',
] as const;

/**
 * Writes the generated files below a folder.
 *
 * @param into the project's root, or an empty folder to compare with it
 * @param ownerUrl of a migrated database
 */
export function writeGenerated(into: string, ownerUrl: string): void {
  const [schema, openapi, , , inventory] = GENERATED;
  for (const file of GENERATED) mkdirSync(dirname(join(into, file)), { recursive: true });
  run('apps/server/src/generate-schema.ts', [join(into, schema)], { ANJIE_OWNER_DATABASE_URL: ownerUrl });
  run('apps/server/src/generate-contract.ts', [join(into, dirname(openapi)), join(into, inventory)], {});
}

function run(program: string, args: string[], environment: Record<string, string>): void {
  execFileSync(process.execPath, [join(ROOT, program), ...args], {
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment },
    stdio: 'inherit',
  });
}
