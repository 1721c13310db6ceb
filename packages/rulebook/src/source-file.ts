/** Files of the regulations as values: a path inside the repository, and its text. */
import { parseDocument } from 'yaml';
import { isTree, type Tree } from './inherit.ts';
import type { Problem } from './problem.ts';

export interface SourceFile {
  /** path with forward slashes, relative to the project's root where it comes from there */
  readonly file: string;
  readonly content: string;
}

interface YamlRead {
  readonly tree: Tree | null;
  readonly problems: Problem[];
}

const alreadyRead = new WeakMap<SourceFile, YamlRead>();

/** Reads one YAML mapping; duplicate keys and broken YAML are problems with their line. A file value is parsed once. */
export function readYaml(source: SourceFile): YamlRead {
  const read = alreadyRead.get(source) ?? parse(source);
  alreadyRead.set(source, read);
  return read;
}

function parse({ file, content }: SourceFile): YamlRead {
  const document = parseDocument(content, { uniqueKeys: true, prettyErrors: true });
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    file,
    path: error.linePos ? `line ${error.linePos[0].line}` : '',
    rule: 'yaml',
    message: `YAML 有误，请改正 / broken YAML: ${error.message.split('\n')[0]}`,
  }));
  if (problems.length > 0) return { tree: null, problems };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    if (isTree(value)) return { tree: value, problems };
  } catch (error) {
    // aliases that would unfold without end
    return { tree: null, problems: [{ file, path: '', rule: 'yaml', message: `YAML 有误 / broken YAML: ${(error as Error).message}` }] };
  }
  return { tree: null, problems: [{ file, path: '', rule: 'type', message: '文件应为键值映射 / the file must be a mapping' }] };
}
