/** Reads what coverage judges: controls, the planned list, and every test file of the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Coverage, coverageOf } from './coverage.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { readFolder, readRegulations } from './regulations-folder.ts';
import type { SourceFile } from './source-file.ts';

const SOURCES = ['apps', 'packages', 'e2e', 'bench', 'scripts'];
const PASSED_BY = new Set(['node_modules', 'data', 'dist', '.git']);

function testFiles(root: string, folder: string): SourceFile[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return PASSED_BY.has(entry.name) ? [] : testFiles(root, file);
    return entry.name.endsWith('.test.ts') ? [{ file, content: readFileSync(join(root, file), 'utf8') }] : [];
  });
}

/**
 * Coverage of the project's own regulations, as `anjie regulations coverage` prints it.
 *
 * @param root the project's root
 */
export function coverage(root: string): Coverage {
  const { catalogue, problems } = loadCatalogue(readRegulations(root));
  const found = coverageOf({
    catalogue,
    controls: readFolder(root, 'regulations', 'controls.yaml'),
    planned: readFolder(root, 'regulations', 'planned.yaml'),
    tests: SOURCES.flatMap((folder) => testFiles(root, folder)),
    exists: (file) => existsSync(join(root, file)),
  });
  return { ...found, errors: [...problems, ...found.errors], ok: found.ok && problems.length === 0 };
}
