/**
 * From the lines of a held text to the words of a clause. The wording is kept; what goes is markup and what a page break left.
 * The rules stand in regulations/README.md.
 */

/** One line without markup: headings, bullets, bold, checkbox elements (as ☐), the bookmark of a word processor, rules of tables. */
export function plainLine(line: string): string {
  if (/^[-\t ]*$/.test(line)) return '';
  return line
    .replace(/<input type="checkbox"[^>]*>/g, '☐')
    .replace(/<\/?b>/g, '')
    .replaceAll('[bookmark: _GoBack]', '')
    .replaceAll('**', '')
    .replace(/^\s*#+\s*/, '')
    .replace(/^\s*-\s+/, '')
    .replace(/\t+$/, '')
    .replaceAll('\t', '  ')
    .trim();
}

/** Groups of line numbers (from 1); the lines of one group are one sentence that a page break had parted. */
export type Span = readonly (readonly number[])[];

/** Reads `60+62`, `100-104`, `326, 332`; null where the form is none of these. */
export function readSpan(lines: string): Span | null {
  const groups: number[][] = [];
  for (const part of lines.split(',').map((one) => one.trim())) {
    const run = /^(\d+)-(\d+)$/.exec(part);
    if (run) {
      const [first, last] = [Number(run[1]), Number(run[2])];
      if (first >= last) return null;
      for (let line = first; line <= last; line += 1) groups.push([line]);
    } else if (/^\d+(\+\d+)*$/.test(part)) groups.push(part.split('+').map(Number));
    else return null;
  }
  return groups;
}

/** The words of a span, one paragraph a line. */
export function wordsOf(textLines: readonly string[], span: Span): string {
  return span
    .map((group) => group.map((line) => plainLine(textLines[line - 1] ?? '')).join(''))
    .filter((paragraph) => paragraph !== '')
    .join('\n');
}
