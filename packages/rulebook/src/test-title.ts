/** Titles of tests, read from the source of test files. */
import type { SourceFile } from './source-file.ts';

export interface TestTitle {
  readonly title: string;
  readonly file: string;
}

const CALL = /(?<![\w.])(?:test|it|describe|suite)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/gs;

/** Every title of `test('…')`, `it('…')` and `describe('…')`; skipped and to-do tests are none. */
export function testTitles(files: readonly SourceFile[]): TestTitle[] {
  return files.flatMap(({ file, content }) =>
    [...content.matchAll(CALL)].map((match) => ({ title: (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/gs, '$1'), file })),
  );
}

const CITATION = /(?:NX|JC|TS|GJ)-[^\s,，、:：;；/。“”‘’'"]+/g;

/** Clause ids that a title cites. `NX-20(末)` does not cite NX-20. */
export function citedIn(title: string): string[] {
  return title.match(CITATION) ?? [];
}
