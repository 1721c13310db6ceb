import { closingQuote } from './scan-structure.ts';

interface Level {
  /** names met so far; null for an array */
  readonly names: Set<string> | null;
  /** the name or index under way */
  current: string;
  index: number;
}

/**
 * JSONPath of the first name that occurs twice in one object of a JSON text, or null. Names are compared after their escapes are resolved.
 *
 * The text must have passed JSON.parse. Off the hot path: it runs only where a repetition is already known, to say where it is.
 */
export function findDuplicateKey(text: string): string | null {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const level = levels.at(-1);
    switch (text[at]) {
      case '{':
        levels.push({ names: new Set(), current: '', index: 0 });
        break;
      case '[':
        levels.push({ names: null, current: '[0]', index: 0 });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level !== undefined && level.names === null) {
          level.index += 1;
          level.current = `[${level.index}]`;
        }
        break;
      case '"': {
        const end = closingQuote(text, at);
        if (level?.names && nextSign(text, end + 1) === ':') {
          const name = JSON.parse(text.slice(at, end + 1)) as string;
          level.current = `.${name}`;
          if (level.names.has(name)) return `$${levels.map((one) => one.current).join('')}`;
          level.names.add(name);
        }
        at = end;
        break;
      }
    }
  }
  return null;
}

function nextSign(text: string, from: number): string | undefined {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at];
}
