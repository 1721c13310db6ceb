/** `anjie regulations check FILE…`: which of the given files do not hold, as part of the regulations that are there. */
import { type CoverageSources, coverageOf } from './coverage.ts';
import { isTree, type Tree } from './inherit.ts';
import { compileRegulations } from './load-regulations.ts';
import type { Problem } from './problem.ts';
import type { RegulationsFolder } from './regulations-folder.ts';
import { readYaml, type SourceFile } from './source-file.ts';

type Part = Exclude<keyof RegulationsFolder, 'texts'>;

/** What a file is, by what it holds, and the key by which it takes the place of a file that is there. */
const SHAPES: readonly { readonly part: Part; readonly has: string; readonly key: string }[] = [
  { part: 'clauses', has: 'clauses', key: 'text' },
  { part: 'references', has: 'references', key: 'references' },
  { part: 'overlays', has: 'overlay', key: 'overlay' },
  { part: 'calendars', has: 'year', key: 'year' },
  { part: 'profiles', has: 'code', key: 'code' },
];

function treeOf(source: SourceFile): Tree | null {
  return readYaml(source).tree;
}

/** True where both are about the same thing: the same profile code, text, year … of the same division. */
function sameSubject(key: string, a: Tree | null, b: Tree | null): boolean {
  if (!a || !b) return false;
  if (key === 'references') return true;
  return String(a[key]) === String(b[key]) && (a.division ?? null) === (b.division ?? null);
}

function place(base: RegulationsFolder, part: Part, key: string, given: SourceFile): RegulationsFolder {
  const tree = treeOf(given);
  const others = base[part].filter((one) => one.file !== given.file && !sameSubject(key, tree, treeOf(one)));
  return { ...base, [part]: [...others, given] };
}

/**
 * Checks files as if they stood in the regulations: a given profile takes the place of the one with its code, and is checked together
 * with its ancestors and with the profiles that inherit from it.
 *
 * @param files path and content of each file; texts (`.md`) take the place of the text of the same path
 * @param base the regulations that are there
 * @returns problems of the given files, and of others that the given files break
 */
export function checkFiles(files: readonly SourceFile[], base: RegulationsFolder): { ok: boolean; errors: Problem[] } {
  const errors: Problem[] = [];
  const before = knownProblems(base);
  let folder = base;
  const ledgers: SourceFile[] = [];
  for (const given of files) {
    if (given.file.endsWith('.md')) {
      folder = { ...folder, texts: [...folder.texts.filter((one) => !given.file.endsWith(one.file)), textInPlace(folder, given)] };
      continue;
    }
    const { tree, problems } = readYaml(given);
    if (!tree) errors.push(...problems);
    else if ('controls' in tree || 'planned' in tree) ledgers.push(given);
    else {
      const shape = SHAPES.find(({ has }) => has in tree);
      if (shape) folder = place(folder, shape.part, shape.key, given);
      else errors.push(unknownFile(given.file, tree));
    }
  }
  const compiled = compileRegulations(folder);
  const given = new Set(files.map((one) => one.file));
  errors.push(...compiled.problems.filter((one) => given.has(one.file) || !before.has(JSON.stringify(one))));
  errors.push(...ledgerErrors(ledgers, compiled.catalogue));
  return { ok: errors.length === 0, errors };
}

const judgedBases = new WeakMap<RegulationsFolder, ReadonlySet<string>>();

/** What was wrong before the given files came: not theirs to answer for. */
function knownProblems(base: RegulationsFolder): ReadonlySet<string> {
  const known = judgedBases.get(base) ?? new Set(compileRegulations(base).problems.map((one) => JSON.stringify(one)));
  judgedBases.set(base, known);
  return known;
}

function textInPlace(folder: RegulationsFolder, given: SourceFile): SourceFile {
  const known = folder.texts.find((one) => given.file.endsWith(one.file));
  return { file: known?.file ?? given.file, content: given.content };
}

/** Form and citations only: whether files and tests are there is what coverage says. */
function ledgerErrors(ledgers: readonly SourceFile[], catalogue: CoverageSources['catalogue']): Problem[] {
  if (ledgers.length === 0) return [];
  const holds = (key: string) => ledgers.filter((one) => isTree(treeOf(one)) && key in (treeOf(one) as Tree));
  const { errors } = coverageOf({ catalogue, controls: holds('controls'), planned: holds('planned'), tests: [], exists: () => true });
  return errors.filter((one) => one.rule !== 'test-missing');
}

function unknownFile(file: string, tree: Tree): Problem {
  const keys = Object.keys(tree).slice(0, 5).join(', ') || '—';
  return {
    file,
    path: '',
    rule: 'unknown-file',
    message: `看不出是哪种法规文件（键：${keys}）；应有 clauses、references、code、overlay、year、controls 或 planned / not a file of the regulations (keys: ${keys}); it should hold clauses, references, code, overlay, year, controls or planned`,
  };
}
