/** The catalogue from files: clauses as spans of the held texts, checked to cover each text whole and once. */
import { createHash } from 'node:crypto';
import { Catalogue, type Clause, type TextInfo } from './catalogue.ts';
import { type ClauseFile, clauseFile, type Reference, referenceFile } from './catalogue-schema.ts';
import { readSpan, wordsOf } from './normalise.ts';
import { EXPLAIN, type Problem, problemsOf } from './problem.ts';
import { readYaml, type SourceFile } from './source-file.ts';

export interface CatalogueFiles {
  readonly texts: readonly SourceFile[];
  readonly clauses: readonly SourceFile[];
  readonly references: readonly SourceFile[];
}

/** @returns the catalogue of what holds, and every problem found */
export function loadCatalogue({ texts, clauses, references }: CatalogueFiles): { catalogue: Catalogue; problems: Problem[] } {
  const problems: Problem[] = [];
  const infos: TextInfo[] = [];
  const rows: Clause[] = [];
  for (const source of clauses) {
    const { tree, problems: broken } = readYaml(source);
    problems.push(...broken);
    if (!tree) continue;
    const result = clauseFile.safeParse(tree, EXPLAIN);
    if (!result.success) {
      problems.push(...problemsOf(result.error.issues, () => source.file));
      continue;
    }
    const { clauses: list, ...info } = result.data;
    const content = texts.find((one) => one.file === info.file)?.content;
    problems.push(...textProblems(source.file, info, content));
    if (content === undefined) continue;
    infos.push(info);
    const read = readClauses(source.file, result.data, content.split('\n'));
    problems.push(...read.problems);
    rows.push(...read.clauses);
  }
  const { list, problems: referenceProblems } = readReferences(references);
  return { catalogue: new Catalogue(infos, rows, list), problems: [...problems, ...referenceProblems] };
}

function textProblems(file: string, info: TextInfo, content: string | undefined): Problem[] {
  if (content === undefined)
    return [
      {
        file,
        path: 'file',
        rule: 'text-missing',
        message: `找不到文本 ${info.file}，请一并提供 / the text ${info.file} is not there; give it too`,
      },
    ];
  const digest = createHash('sm3').update(content, 'utf8').digest('hex');
  if (digest === info.sm3) return [];
  const message = `文本已变，其 SM3 为 ${digest}；文本须与来源逐字一致，或重新核对各条 / the text has changed (SM3 ${digest}); restore it, or check every span anew`;
  return [{ file, path: 'sm3', rule: 'text-changed', message }];
}

function readClauses(file: string, source: ClauseFile, lines: readonly string[]): { clauses: Clause[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const clauses: Clause[] = [];
  const owner = new Map<number, string>();
  const ids = new Set<string>();
  for (const [i, row] of source.clauses.entries()) {
    const add = (key: string, rule: string, message: string) =>
      problems.push({ file, path: `clauses.${i}.${key}`, rule, message: `${row.id}：${message}` });
    if (ids.has(row.id)) add('id', 'duplicate', '编号重复 / the id is there twice');
    ids.add(row.id);
    if (!row.id.startsWith(`${source.text}-`))
      add('id', 'prefix', `编号应以 ${source.text}- 开头 / the id must begin with ${source.text}-`);
    const span = readSpan(row.lines);
    if (!span) {
      add('lines', 'span', `“${row.lines}”不是行号，应如 60+62、100-104 或 326, 332 / not a span; write 60+62, 100-104 or 326, 332`);
      continue;
    }
    for (const line of span.flat()) {
      if (line < 1 || line > lines.length) add('lines', 'span-outside', `文本没有第 ${line} 行 / the text has no line ${line}`);
      else if (owner.has(line) && lines[line - 1]?.trim())
        add('lines', 'overlap', `第 ${line} 行已属 ${owner.get(line)} / line ${line} already belongs to ${owner.get(line)}`);
      else owner.set(line, row.id);
    }
    const words = wordsOf(lines, span);
    if (words === '') add('lines', 'empty', '条文为空 / the clause has no text');
    else if (!words.startsWith(row.begins))
      add(
        'begins',
        'begins',
        `条文以“${words.slice(0, 18)}”开头，行号可能偏移 / it begins with "${words.slice(0, 18)}"; the lines may have shifted`,
      );
    clauses.push({ ...row, text: source.text, words });
  }
  for (const [i, row] of source.clauses.entries())
    if (row.within && !ids.has(row.within))
      problems.push({
        file,
        path: `clauses.${i}.within`,
        rule: 'within-unknown',
        message: `没有 ${row.within} / there is no ${row.within}`,
      });
  for (const [i, line] of lines.entries())
    if (line.trim() && !owner.has(i + 1))
      problems.push({
        file,
        path: 'clauses',
        rule: 'unassigned',
        message: `文本第 ${i + 1} 行不属于任何一条：“${line.slice(0, 20)}” / line ${i + 1} belongs to no clause`,
      });
  return { clauses, problems };
}

function readReferences(files: readonly SourceFile[]): { list: Reference[]; problems: Problem[] } {
  const list: Reference[] = [];
  const problems: Problem[] = [];
  for (const source of files) {
    const { tree, problems: broken } = readYaml(source);
    problems.push(...broken);
    if (!tree) continue;
    const result = referenceFile.safeParse(tree, EXPLAIN);
    if (result.success) list.push(...result.data.references);
    else problems.push(...problemsOf(result.error.issues, () => source.file));
  }
  return { list, problems };
}
