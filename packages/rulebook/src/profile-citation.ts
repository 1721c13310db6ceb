/** Citations of a profile against the catalogue: known, of this jurisdiction, and addressed to whom they refuse. */
import type { Catalogue } from './catalogue.ts';
import { isTree } from './inherit.ts';
import type { Problem } from './problem.ts';
import type { Profile } from './profile-schema.ts';

/** Addressees on whose fact an institution's admission may depend. */
const REFUSABLE = ['institution', 'vendor', 'carrier'];

function* citations(value: unknown, path: PropertyKey[]): Generator<{ clause: string; path: PropertyKey[] }> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* citations(item, [...path, i]);
  else if (isTree(value)) {
    if (typeof value.clause === 'string') yield { clause: value.clause, path: [...path, 'clause'] };
    for (const [key, item] of Object.entries(value)) yield* citations(item, [...path, key]);
  }
}

/** @param texts prefixes of the texts that this profile or its ancestors hold */
export function citationProblems(
  profile: Profile,
  texts: ReadonlySet<string>,
  catalogue: Catalogue,
  fileAt: (path: readonly PropertyKey[]) => string,
): Problem[] {
  const problems: Problem[] = [];
  const add = (path: PropertyKey[], rule: string, message: string) =>
    problems.push({ file: fileAt(path), path: path.map(String).join('.'), rule, message });
  for (const [i, text] of profile.texts.entries()) {
    const jurisdiction = catalogue.texts.get(text)?.jurisdiction;
    if (jurisdiction !== profile.code)
      add(
        ['texts', i],
        'text-of-another-jurisdiction',
        `${text} 是 ${jurisdiction ?? '—'} 的文本 / ${text} is the text of ${jurisdiction ?? '—'}`,
      );
  }
  for (const { clause, path } of citations(profile, [])) {
    const found = catalogue.find(clause);
    if (!found) {
      add(path, 'clause-unknown', `条款目录中没有 ${clause}，请改正编号 / no clause ${clause} in the catalogue; correct the id`);
      continue;
    }
    if (found.text && !texts.has(found.text))
      add(
        path,
        'clause-of-another-jurisdiction',
        `${clause} 不是本地区的文本，不得引用 / ${clause} is no text of this jurisdiction; do not cite it`,
      );
    const section = path[0] === 'admission' || (path[0] === 'gateway' && path[1] === 'refusals');
    if (section && found.text && !found.addressee.some((one) => REFUSABLE.includes(one)))
      add(
        path,
        'clause-not-addressed-to-institutions',
        `${clause} 不以医药机构（或其厂商、运营商）为对象，不得据以拒绝 / ${clause} addresses no institution (vendor, carrier): no refusal may rest on it`,
      );
  }
  return problems;
}
