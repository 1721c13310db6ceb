import { findKind } from './code-kind.ts';

/** A published list of codes of one kind, as loaded; the only judge of the codes whose structure is not known. */
export interface CodeList {
  readonly kind: string;
  /** where it comes from and of what day, shown in findings */
  readonly name: string;
  readonly codes: ReadonlySet<string>;
}

/**
 * Reads a list: one code a line, or columns separated by TAB with the code first (as the catalogue files of 1301 and on). Empty lines and
 * lines that begin with # are passed over.
 *
 * @throws Error in both languages for a kind that does not exist, or a list without a code
 */
export function readCodeList(kind: string, name: string, text: string): CodeList {
  if (findKind(kind) === null) throw new Error(`没有编码种类 ${kind} / there is no kind of code ${kind}`);
  const codes = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const code = line.split('\t')[0]!.trim();
    if (code !== '' && !code.startsWith('#')) codes.add(code);
  }
  if (codes.size === 0) throw new Error(`${name}：没有任何编码，每行应以编码开头 / ${name}: holds no code; each line begins with one`);
  return { kind, name, codes };
}
