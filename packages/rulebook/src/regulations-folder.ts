/** The one place that reads files: the folder `regulations/` as values. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './source-file.ts';

/** Files of one kind below a folder of the project, sorted by name; a folder that is not there holds none. */
export function readFolder(root: string, folder: string, ending: string): SourceFile[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ file: `${folder}/${name}`, content: readFileSync(join(root, folder, name), 'utf8') }));
}

export interface RegulationsFolder {
  readonly texts: readonly SourceFile[];
  readonly clauses: readonly SourceFile[];
  readonly references: readonly SourceFile[];
  readonly profiles: readonly SourceFile[];
  readonly overlays: readonly SourceFile[];
  readonly calendars: readonly SourceFile[];
}

/** @param root the project's root, which holds `regulations/` */
export function readRegulations(root: string): RegulationsFolder {
  return {
    texts: readFolder(root, 'regulations/texts', '.md'),
    clauses: readFolder(root, 'regulations/clauses', '.yaml'),
    references: readFolder(root, 'regulations', 'references.yaml'),
    profiles: readFolder(root, 'regulations/profiles', '.yaml'),
    overlays: readFolder(root, 'regulations/demonstration', '.yaml'),
    calendars: readFolder(root, 'regulations/calendars', '.yaml'),
  };
}
