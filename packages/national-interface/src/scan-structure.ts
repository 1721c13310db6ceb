/** What a look at the punctuation of a JSON text tells, without parsing it. */
export interface Structure {
  /** deepest nesting of arrays and objects; meaningful for any text, JSON or not */
  readonly depth: number;
  /** name/value pairs; meaningful only if the text is JSON */
  readonly members: number;
  /** whether any name is written with an escape */
  readonly escapedName: boolean;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** One pass over the text, jumping over strings; linear in its length and without recursion, so it is safe before any other reader. */
export function scanStructure(text: string): Structure {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let escapedName = false;
  let opened = -1;
  let closed = -1;
  let slash = text.indexOf('\\');
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      opened = at;
      closed = closingQuote(text, at);
      if (closed < 0) break;
      at = closed;
    } else if (unit === COLON) {
      members += 1;
      if (slash >= 0 && slash < opened) slash = text.indexOf('\\', opened);
      if (slash > opened && slash < closed) escapedName = true;
    } else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth -= 1;
  }
  return { depth: deepest, members, escapedName };
}

/** Index of the quote that ends the string opened at `open`, or -1. */
export function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end > 0) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}
