/** Which clause is executed by which control, proved by which test; what is missing is a gap in the open. */
import type { Catalogue } from './catalogue.ts';
import type { Kind } from './catalogue-schema.ts';
import { type Control, controlFile, plannedFile } from './coverage-schema.ts';
import { EXPLAIN, type Problem, problemsOf } from './problem.ts';
import { readYaml, type SourceFile } from './source-file.ts';
import { citedIn, type TestTitle, testTitles } from './test-title.ts';

export interface ClauseCoverage {
  readonly id: string;
  readonly text: string;
  readonly title: string;
  readonly kinds: readonly string[];
  readonly addressee: readonly string[];
  readonly controls: readonly { readonly name: string; readonly file: string; readonly kinds: readonly Kind[] }[];
  readonly tests: readonly TestTitle[];
  readonly planned: readonly { readonly kind: Kind; readonly by: string }[];
  /** kinds with neither a control with a test nor a place in the planned list */
  readonly missing: readonly Kind[];
}

export interface Coverage {
  readonly clauses: readonly ClauseCoverage[];
  /** numbers of clauses: with an obligation; wholly executed; with at least one kind still planned */
  readonly normative: number;
  readonly covered: number;
  readonly planned: number;
  /** planned entries whose kind a control executes already: take them out of the list */
  readonly done: readonly { readonly clause: string; readonly kind: Kind; readonly by: string }[];
  readonly errors: readonly Problem[];
  readonly ok: boolean;
}

export interface CoverageSources {
  readonly catalogue: Catalogue;
  readonly controls: readonly SourceFile[];
  readonly planned: readonly SourceFile[];
  readonly tests: readonly SourceFile[];
  /** does the project hold this file */
  readonly exists: (file: string) => boolean;
}

type Planned = Map<string, { kind: Kind; by: string }[]>;

/** Pure: everything it judges is handed in. ok is false with any gap or error. */
export function coverageOf(sources: CoverageSources): Coverage {
  const errors: Problem[] = [];
  const titles = testTitles(sources.tests);
  const byTitle = Map.groupBy(titles, (one) => one.title);
  const byClause = Map.groupBy(
    titles.flatMap((one) => citedIn(one.title).map((clause) => ({ clause, one }))),
    ({ clause }) => clause,
  );
  const controls = readControls(sources, byTitle, errors);
  const planned = readPlanned(sources, errors);
  const clauses = [...sources.catalogue.clauses.values()].map((clause): ClauseCoverage => {
    const own = controls.filter((one) => one.clauses.includes(clause.id));
    const plans = planned.get(clause.id) ?? [];
    const executed = new Set(own.flatMap((one) => one.kinds));
    const kinds = clause.kinds.filter((kind): kind is Kind => kind !== 'informational');
    const listed = own.flatMap((one) => one.tests).flatMap((title) => byTitle.get(title) ?? []);
    const cited = (byClause.get(clause.id) ?? []).map(({ one }) => one);
    return {
      id: clause.id,
      text: clause.words,
      title: clause.title,
      kinds: clause.kinds,
      addressee: clause.addressee,
      controls: own.map(({ name, file, kinds: of }) => ({ name, file, kinds: of.filter((kind) => kinds.includes(kind)) })),
      tests: [...new Set([...listed, ...cited])],
      planned: plans,
      missing: kinds.filter((kind) => !executed.has(kind) && !plans.some((one) => one.kind === kind)),
    };
  });
  const normative = clauses.filter((one) => one.kinds[0] !== 'informational');
  const executes = (one: ClauseCoverage, kind: string) => one.controls.some((control) => control.kinds.some((of) => of === kind));
  return {
    clauses,
    normative: normative.length,
    covered: normative.filter((one) => one.kinds.every((kind) => executes(one, kind))).length,
    planned: normative.filter((one) => one.planned.length > 0).length,
    done: normative.flatMap((one) =>
      one.planned.filter(({ kind }) => executes(one, kind)).map(({ kind, by }) => ({ clause: one.id, kind, by })),
    ),
    errors,
    ok: errors.length === 0 && normative.every((one) => one.missing.length === 0),
  };
}

/** Controls that count: their file is there, and a test of each title. The others are errors and count for nothing. */
function readControls(sources: CoverageSources, byTitle: ReadonlyMap<string, unknown>, errors: Problem[]): Control[] {
  return sources.controls.flatMap((source) => {
    const { tree, problems } = readYaml(source);
    errors.push(...problems);
    if (!tree) return [];
    const result = controlFile.safeParse(tree, EXPLAIN);
    if (!result.success) {
      errors.push(...problemsOf(result.error.issues, () => source.file));
      return [];
    }
    return result.data.controls.filter((control, i) => {
      const before = errors.length;
      const add = (key: string, rule: string, message: string) =>
        errors.push({ file: source.file, path: `controls.${i}.${key}`, rule, message: `${control.name}：${message}` });
      if (!sources.exists(control.file)) add('file', 'file-missing', `没有文件 ${control.file} / there is no file ${control.file}`);
      for (const title of control.tests)
        if (!byTitle.has(title)) add('tests', 'test-missing', `没有题为“${title}”的测试 / there is no test with the title "${title}"`);
      for (const id of control.clauses) {
        const kinds: readonly string[] | undefined = sources.catalogue.clauses.get(id)?.kinds;
        if (!kinds) add('clauses', 'clause-unknown', `没有条款 ${id} / there is no clause ${id}`);
        else if (!control.kinds.some((kind) => kinds.includes(kind)))
          add('kinds', 'kind-foreign', `${id} 没有 ${control.kinds.join('、')} 类 / ${id} is none of ${control.kinds.join(', ')}`);
      }
      return errors.length === before;
    });
  });
}

function readPlanned(sources: CoverageSources, errors: Problem[]): Planned {
  const planned: Planned = new Map();
  for (const source of sources.planned) {
    const { tree, problems } = readYaml(source);
    errors.push(...problems);
    if (!tree) continue;
    const result = plannedFile.safeParse(tree, EXPLAIN);
    if (!result.success) {
      errors.push(...problemsOf(result.error.issues, () => source.file));
      continue;
    }
    for (const [by, list] of Object.entries(result.data.planned))
      for (const [id, kinds] of Object.entries(list))
        for (const kind of kinds) {
          const known = sources.catalogue.clauses.get(id)?.kinds.some((one) => one === kind);
          const path = `planned.${by}.${id}`;
          if (!known)
            errors.push({ file: source.file, path, rule: 'kind-foreign', message: `${id} 没有 ${kind} 类 / ${id} has no kind ${kind}` });
          else planned.set(id, [...(planned.get(id) ?? []), { kind, by }]);
        }
  }
  return planned;
}
