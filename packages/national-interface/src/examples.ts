import { catalogue } from './catalogue.ts';
import { brokenRequest, exampleRequest } from './example-message.ts';

/** A conforming and a broken request of every transaction: every file of conformance/national-interface/catalogue/ by its name, and what the broken ones break. */
export function examples(): { readonly files: ReadonlyMap<string, string>; readonly broken: Readonly<Record<string, string>> } {
  const files = new Map<string, string>();
  const broken: Record<string, string> = {};
  for (const infno of catalogue().keys()) {
    files.set(`${infno}_request_valid.json`, text(exampleRequest(infno)));
    const { message, rule, path } = brokenRequest(infno);
    const name = `${infno}_request_invalid_${rule}.json`;
    files.set(name, text(message));
    broken[name] = `${rule} ${path}`;
  }
  files.set('expected-findings.json', text(broken));
  return { files, broken };
}

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
