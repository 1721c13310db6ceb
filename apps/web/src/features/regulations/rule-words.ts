type Named = (vocabulary: string, code: string) => string;

/** Codes of a profile have names in one of these; the first that knows one says it. */
const VOCABULARIES = [
  'rule',
  'rulevalue',
  'restriction',
  'appstate',
  'refusal',
  'party',
  'who',
  'operator',
  'agreement',
  'condition',
  'institution',
  'environment',
  'class',
  'filings.lineKind',
  'test',
  'level',
  'role',
  'application.kind',
  'clockunit',
];

function nameOf(code: string, named: Named): string | null {
  const event = named('event', `application-${code}`);
  if (event !== `application-${code}`) return event;
  for (const vocabulary of VOCABULARIES) {
    const name = named(vocabulary, code);
    if (name !== code) return name;
  }
  return null;
}

/** "addresses.perInstitution" → "IP 地址 › 每家数量"; "settlement-suspension NX-26 province" → "暂停结算 NX-26 省级". A code without a name stays. */
export function ruleWords(path: string, named: Named): string {
  return path
    .split('.')
    .map(
      (part) =>
        nameOf(part, named) ??
        part
          .split(' ')
          .map((word) => nameOf(word, named) ?? word)
          .join(' '),
    )
    .join(' › ');
}

/** A value that is a code, or a list of codes with its clause behind, by their names: "dedicated、vpdn（JC-6）" → "专线、无线 VPDN（JC-6）". */
export function valueWords(value: string, named: Named): string {
  const [, codes = '', cited = ''] = /^([a-z0-9_、 -]+)(（.*)?$/i.exec(value) ?? [];
  if (codes === '') return value;
  const words = (one: string) =>
    nameOf(one, named) ??
    one
      .split(' ')
      .map((word) => nameOf(word, named) ?? word)
      .join(' ');
  return codes.split('、').map(words).join('、') + cited;
}
