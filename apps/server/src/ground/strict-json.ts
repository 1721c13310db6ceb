/**
 * Strict JSON for the API: UTF-8, no `__proto__` (which readers drop or obey, never keep), bounded depth, no duplicate keys (RFC 8259 leaves them
 * open; two readers may then see two requests).
 */
export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly path: string; readonly rule: string };

const MAX_DEPTH = 32;

export function readJson(bytes: Uint8Array): Read {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { ok: false, path: 'body', rule: 'utf-8' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, path: 'body', rule: (error as Error).message.slice(0, 100) };
  }
  const fault = scan(text);
  return fault === null ? { ok: true, value } : { ok: false, path: fault.path, rule: fault.rule };
}

/** Walks text that is known to be valid JSON and finds the first duplicate key or too deep nesting. */
function scan(text: string): { path: string; rule: string } | null {
  const open: (Set<string> | null)[] = [];
  let key = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{') {
      open.push(new Set());
      key = true;
    } else if (character === '[') {
      open.push(null);
      key = false;
    } else if (character === '}' || character === ']') {
      open.pop();
      key = false;
    } else if (character === ',') {
      key = open.at(-1) instanceof Set;
    } else if (character === ':') {
      key = false;
    } else if (character === '"') {
      const start = i;
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
      if (!key) continue;
      const name = JSON.parse(text.slice(start, i + 1)) as string;
      if (name === '__proto__') return { path: 'body.__proto__', rule: 'reserved-name' };
      const names = open.at(-1)!;
      if (names.has(name)) return { path: `body.${name}`, rule: 'duplicate-key' };
      names.add(name);
    }
    if (open.length > MAX_DEPTH) return { path: 'body', rule: `depth ≤ ${MAX_DEPTH}` };
  }
  return null;
}
