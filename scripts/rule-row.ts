import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadCatalogue, loadProfiles, readRegulations, readYaml } from '@anjie/rulebook';
import { ROOT } from '@anjie/test-system';
import ts from 'typescript';

/** A rule as data: one row of a profile or of a table in code, that names its clause. */
export interface RuleRow {
  /** e.g. "regulations/profiles/640000.yaml onboarding.transitions.verify" */
  readonly label: string;
  readonly clause: string;
  readonly file: string;
  /** the file as it would read without the row */
  readonly without: string;
  /** test files that could notice, from the root of the project */
  readonly tests: readonly string[];
  /** why the regulations do not even load without it; null: they load */
  readonly refusal: string | null;
}

/** The parts of a profile that a machine acts on; what people read (courses, plans, terms) is not tried. */
const TRIED = ['cutoff', 'orders', 'restore', 'onboarding', 'admission.requirements', 'admission.restrictions', 'gateway.refusals'];

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every row of the profiles' machine parts. A row without a clause of its own stands on the order's (admission.restrictions). */
export function profileRows(): RuleRow[] {
  const folder = readRegulations(ROOT);
  const { catalogue } = loadCatalogue(folder);
  const tests = pureTests(/\b(?:loadRegulations|readRegulations)\(/).filter((file) =>
    /profiles/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  return folder.profiles.flatMap((source) =>
    pathsOfRows(readYaml(source).tree as Tree, []).map(({ path, row }) => {
      const without = JSON.stringify(removed(structuredClone(readYaml(source).tree as Tree), path));
      const profiles = folder.profiles.map((one) => (one === source ? { file: one.file, content: without } : one));
      const problem = loadProfiles(profiles, catalogue).problems[0];
      const name = row.name ?? row.code ?? row.party ?? row.kind ?? row.restriction;
      const shown = typeof path.at(-1) === 'number' ? [...path, ...(typeof name === 'string' ? [name] : [])] : path;
      return {
        label: `${source.file} ${shown.join('.')}`,
        clause: typeof row.clause === 'string' ? row.clause : '',
        file: source.file,
        without,
        tests,
        refusal: problem === undefined ? null : `${problem.path} [${problem.rule}]`,
      };
    }),
  );
}

/** Rows are mappings with a clause inside a list, or entries of the maps of `admission` and `gateway`. */
function pathsOfRows(value: unknown, path: (string | number)[]): { path: (string | number)[]; row: Tree }[] {
  const at = path.join('.');
  const inside = TRIED.some((part) => at === part || at.startsWith(`${part}.`));
  if (!inside && at !== '' && !TRIED.some((part) => part.startsWith(`${at}.`))) return [];
  const own = isTree(value) && inside && isRow(value, path) ? [{ path, row: value }] : [];
  const children: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : isTree(value) ? Object.entries(value) : [];
  return [...own, ...children.flatMap(([key, child]) => pathsOfRows(child, [...path, key]))];
}

function isRow(value: Tree, path: readonly (string | number)[]): boolean {
  if (path[0] === 'admission' || path[0] === 'gateway') return path.length === 3;
  return typeof value.clause === 'string' && typeof path.at(-1) === 'number';
}

function removed(tree: Tree, path: readonly (string | number)[]): Tree {
  let parent: unknown = tree;
  for (const key of path.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[key];
  const last = path.at(-1)!;
  if (Array.isArray(parent)) parent.splice(last as number, 1);
  else delete (parent as Tree)[last];
  return tree;
}

/** Every object with a `clause` in a list of a source file: transition and decision tables. The command line's client holds no rules. */
export function codeRows(): RuleRow[] {
  return globSync(['apps/{server,gateway}/src/**/*.ts', 'packages/*/src/**/*.ts'], { cwd: ROOT })
    .filter((file) => !/\.test\.ts$|\.errors\.ts$|\.generated\.ts$|\/node_modules\//.test(file))
    .sort()
    .flatMap((file) => {
      const content = readFileSync(join(ROOT, file), 'utf8');
      if (!/\bclause: '(?:NX|JC|TS|GJ)-/.test(content)) return [];
      const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
      const tests = pureTests(new RegExp(`'\\./${basename(file)}'`), dirname(file));
      const rows: RuleRow[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isArrayLiteralExpression(node)) rows.push(...node.elements.flatMap((element, i) => rowOf(element, i)));
        ts.forEachChild(node, visit);
      };
      const rowOf = (element: ts.Expression, i: number): RuleRow[] => {
        const clause = ts.isObjectLiteralExpression(element) ? clauseOf(element) : null;
        if (clause === null) return [];
        const { line } = source.getLineAndCharacterOfPosition(element.getStart());
        // up to the comma that follows it, if there is one
        const end = element.end + (/^\s*,/.exec(content.slice(element.end))?.[0].length ?? 0);
        const without = content.slice(0, element.getStart()) + content.slice(end);
        return [{ label: `${file}:${line + 1} row ${i + 1}`, clause, file, without, tests, refusal: null }];
      };
      visit(source);
      return rows;
    });
}

function clauseOf(row: ts.ObjectLiteralExpression): string | null {
  for (const property of row.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'clause' && ts.isStringLiteral(property.initializer))
      return property.initializer.text;
  return null;
}

/** Tests that need no database and no process, and whose source says `pattern`. */
function pureTests(pattern: RegExp, folder = '{apps,packages}/*'): string[] {
  return globSync(`${folder}/**/*.test.ts`, { cwd: ROOT })
    .filter((file) => !/\/node_modules\/|\.(?:api|gateway)\.test\.ts$/.test(file))
    .filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')))
    .sort();
}
