/**
 * The one written form of entries, orders, policies and frames: JSON with names in code-point order. It goes over the feed, into the
 * gateway's snapshot and into the database, and two entries are the same exactly when their written forms are.
 */
import { canonicalAddress, canonicalMac } from './address.ts';
import type { Binding, Entry, Frame, GatewayPolicy, Grant, Reason, ScopeOrder, Segment } from './entry.ts';
import type { Denial, Text } from './facts.ts';
import {
  anyText,
  at,
  count,
  dictionaryOf,
  FormatError,
  flag,
  instant,
  listOf,
  nullable,
  objectOf,
  oneOf,
  type Reader,
  text,
} from './format-reader.ts';
import { ENVIRONMENTS, TRANSACTION_CLASSES } from './words.ts';

/** Canonical JSON: names in code-point order, no blanks, absent fields left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function encodeEntry(entry: Entry): string {
  return canonicalJson(entry);
}

/** Reads an entry from its written form. Throws FormatError. */
export function decodeEntry(json: string): Entry {
  return at('entry', () => readEntry(parsed(json)));
}

/** Drift is anything at all that differs. */
export function sameEntry(a: Entry | null, b: Entry | null): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

const environment = oneOf(...ENVIRONMENTS);
const bothLanguages: Reader<Text> = objectOf({ zh: text, en: text });
const denial: Reader<Denial> = (value) => (value === 'all' ? 'all' : listOf(oneOf(...TRANSACTION_CLASSES))(value));

const readReason: Reader<Reason> = objectOf(
  {
    code: text,
    clause: text,
    stated: flag,
    since: nullable(instant),
    denies: denial,
    what: bothLanguages,
    mend: bothLanguages,
    ref: nullable(text),
  },
  { by: anyText },
);

const grantShape = objectOf({ admitted: flag, reasons: listOf(readReason) });
const readGrant: Reader<Grant> = (value) => {
  const grant = grantShape(value);
  if (grant.admitted === grant.reasons.some((reason) => reason.denies === 'all')) {
    throw new FormatError(
      { zh: '当且仅当没有理由拒绝全部交易时才是 true', en: 'must be true exactly when no reason denies everything' },
      grant.admitted,
    ).within('admitted');
  }
  return grant;
};

const address: Reader<string> = (value) => {
  if (typeof value !== 'string' || canonicalAddress(value) !== value) {
    throw new FormatError(
      { zh: '应为规范书写的 IP 地址（RFC 5952）', en: 'must be an IP address in canonical spelling (RFC 5952)' },
      value,
    );
  }
  return value;
};

const mac: Reader<string> = (value) => {
  if (typeof value !== 'string' || canonicalMac(value) !== value) {
    throw new FormatError({ zh: '应为小写冒号分隔的 MAC 地址', en: 'must be a MAC address in lower case with colons' }, value);
  }
  return value;
};

const readBinding: Reader<Binding> = objectOf({ ip: address, environment, macs: listOf(mac), subscriber: nullable(text) });

const readSegment: Reader<Segment> = objectOf({
  from: instant,
  until: nullable(instant),
  grants: objectOf({ production: readGrant, test: readGrant }),
  bindings: listOf(readBinding),
});

const entryShape = objectOf({
  institution: text,
  code: text,
  policy: text,
  scope: objectOf({ prov: anyText, city: anyText, div: anyText, systems: listOf(text), carriers: listOf(text) }),
  segments: listOf(readSegment),
});

/** Reads an entry from a parsed value. Throws FormatError. */
export const readEntry: Reader<Entry> = (value) => {
  const entry = entryShape(value);
  return { ...entry, segments: at('segments', () => consecutive(entry.segments)) };
};

function consecutive(segments: readonly Segment[]): Entry['segments'] {
  const [first, second] = segments;
  if (first === undefined || segments.length > 2) {
    throw new FormatError({ zh: '应为一段或两段', en: 'must be one segment or two' }, segments.length);
  }
  if (second === undefined ? first.until !== null : first.until !== second.from) {
    throw new FormatError({ zh: '第一段应止于第二段开始之时', en: 'the first segment must end where the second begins' }, first.until);
  }
  for (const { from, until } of segments) {
    if (until !== null && until <= from)
      throw new FormatError({ zh: '每段应止于其开始之后', en: 'a segment must end after it begins' }, until);
  }
  return second === undefined ? [first] : [first, second];
}

const target: Reader<ScopeOrder['scope']> = (value) => {
  const { kind } = objectOf({ kind: oneOf('all', 'division', 'system', 'carrier') }, { code: text, id: text, within: text })(value);
  if (kind === 'all') return objectOf({ kind: oneOf('all') })(value);
  if (kind === 'division') return objectOf({ kind: oneOf('division'), code: text })(value);
  if (kind === 'system') return objectOf({ kind: oneOf('system'), id: text }, { within: text })(value);
  return objectOf({ kind: oneOf('carrier'), id: text }, { within: text })(value);
};

/** Reads a scope order from a parsed value. Throws FormatError. */
export const readOrder: Reader<ScopeOrder> = objectOf({
  id: text,
  scope: target,
  environments: listOf(environment),
  from: instant,
  until: nullable(instant),
  reason: readReason,
});

/** Reads a gateway policy from a parsed value. Throws FormatError. */
export const readPolicy: Reader<GatewayPolicy> = objectOf({
  profile: text,
  replayWindowMs: count,
  drainMs: count,
  onCutOff: oneOf('drain', 'sever'),
  maxBodyBytes: count,
  refusals: dictionaryOf(objectOf({ clause: text, stated: flag, what: bothLanguages, mend: bothLanguages })),
});

const frameShape: Reader<Frame> = objectOf({
  epoch: text,
  previous: count,
  revision: count,
  serverTime: instant,
  entries: listOf(objectOf({ institution: text, revision: count, entry: nullable(readEntry) })),
  orders: listOf(objectOf({ id: text, revision: count, order: nullable(readOrder) })),
  policies: listOf(readPolicy),
});

/** Reads a frame from a parsed value, and holds its records to their names and to (previous, revision]. Throws FormatError. */
export const readFrame: Reader<Frame> = (value) => {
  const frame = frameShape(value);
  for (const [i, { institution, entry }] of frame.entries.entries())
    at('entries', () => at(i, () => named(institution, entry?.institution)));
  for (const [i, { id, order }] of frame.orders.entries()) at('orders', () => at(i, () => named(id, order?.id)));
  for (const [i, { revision }] of [...frame.entries, ...frame.orders].entries()) {
    if (revision <= frame.previous || revision > frame.revision) {
      const [list, index] = i < frame.entries.length ? ['entries', i] : ['orders', i - frame.entries.length];
      throw new FormatError({ zh: '修订号应在 (previous, revision] 内', en: 'revision must lie in (previous, revision]' }, revision)
        .within(index as number)
        .within(list as string);
    }
  }
  return frame;
};

function named(name: string, found: string | undefined): void {
  if (found !== undefined && found !== name) throw new FormatError({ zh: `应属于 ${name}`, en: `must belong to ${name}` }, found);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new FormatError({ zh: '不是 JSON', en: 'is no JSON' }, json);
  }
}
