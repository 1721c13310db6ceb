import type { Finding } from './joint-test.ts';

/** One line of a message as it is shown: JSON with one field a line, and what was found at it. */
export interface Line {
  /** JSONPath of what begins on the line; '' for a closing bracket */
  readonly path: string;
  readonly depth: number;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** A message line by line. A finding at a field that is not there stands at the nearest thing around it that is. */
export function linesOf(message: unknown, findings: readonly Finding[]): Line[] {
  const lines: { path: string; depth: number; text: string; findings: Finding[] }[] = [];
  write(message, '$', 0, '', '', (path, depth, text) => lines.push({ path, depth, text, findings: [] }));
  const at = new Map(lines.filter((one) => one.path !== '').map((one) => [one.path, one]));
  for (const finding of findings) {
    let path = finding.path;
    while (!at.has(path) && path !== '$') path = around(path);
    at.get(path)?.findings.push(finding);
  }
  return lines;
}

/** Whether the finding names something that the line does not show: a field that is missing. */
export const isMissing = (finding: Finding, line: Line): boolean => finding.path !== line.path;

type Put = (path: string, depth: number, text: string) => void;

function write(value: unknown, path: string, depth: number, name: string, end: string, put: Put): void {
  if (typeof value !== 'object' || value === null) {
    put(path, depth, `${name}${JSON.stringify(value) ?? 'null'}${end}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner: [string, string, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, '', item])
    : Object.entries(value).map(([key, item]) => [`${path}.${key}`, `${JSON.stringify(key)}: `, item]);
  if (inner.length === 0) {
    put(path, depth, `${name}${open}${close}${end}`);
    return;
  }
  put(path, depth, `${name}${open}`);
  for (const [index, [below, key, item]] of inner.entries()) write(item, below, depth + 1, key, index < inner.length - 1 ? ',' : '', put);
  put('', depth, `${close}${end}`);
}

const around = (path: string): string =>
  path.replace(/(\.[^.[\]]+|\[\d+\])$/, '') === path ? '$' : path.replace(/(\.[^.[\]]+|\[\d+\])$/, '');
