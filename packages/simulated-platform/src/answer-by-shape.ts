/** Answers a transaction that the simulation does not play out: every required output field, of the right type, from the catalogue. */
import { codeTable, findTransaction, stamp } from '@anjie/national-interface';
import type { Call, Fields } from './call.ts';
import { dateText, timeText } from './clock-text.ts';

/** Output nodes with their required fields: echoed from the request where it has a field of the name, else made up to fit. */
export function answerByShape(call: Call): Fields | null {
  const row = findTransaction(call.infno)?.row;
  if (row === undefined || row.output.length === 0) return null;
  const sent = flatten(call.input, new Map());
  const output: Record<string, unknown> = {};
  const made = new Map<string, Fields>();
  for (const [name, kind, place, fields] of row.output) {
    if (place === 'file' || place === 'unnamed') continue;
    const filled: Record<string, unknown> = {};
    for (const [field, , type, presence, table] of fields) {
      if (presence === '1') filled[field] = valueFor(call, field, type, table ?? null, sent);
    }
    if (place === 'root') Object.assign(output, filled);
    else if (place === 'top') {
      if (Object.keys(filled).length > 0) output[name] = kind === 'a' ? [filled] : filled;
      made.set(name, filled);
    } else {
      const parent = made.get(place.slice(3)) as Record<string, unknown> | undefined;
      if (parent !== undefined) parent[name] = kind === 'a' ? [filled] : filled;
      made.set(name, filled);
    }
  }
  return output;
}

function valueFor(call: Call, field: string, type: string, table: string | null, sent: ReadonlyMap<string, unknown>): unknown {
  if (type === 'a') return [];
  if (type === 'o') return {};
  const max = Number(/^[sn](\d+)/.exec(type)?.[1] ?? 30);
  const codes = table === null ? [] : Object.keys(codeTable(table)?.codes ?? {});
  const echo = sent.get(field);
  if (echo !== undefined && fits(echo, type, max, codes)) return echo;
  if (type.startsWith('n')) return 0;
  if (type.startsWith('d:')) return timeIn(type.slice(2), call.now);
  if (codes.length > 0) return codes.find((code) => code.length <= max) ?? '';
  if (field === 'fixmedins_code') return call.institution.slice(0, max);
  if (field === 'fixmedins_name' && call.institutionName !== '') return call.institutionName.slice(0, max);
  if (/(?:_id|_no|_sn|Id|No)$/.test(field)) return call.state.number('', stamp(call.now)).slice(-max);
  return '模拟'.slice(0, max);
}

function fits(value: unknown, type: string, max: number, codes: readonly string[]): boolean {
  if (type.startsWith('n')) return typeof value === 'number';
  if (type.startsWith('d:')) return false;
  return typeof value === 'string' && value !== '' && value.length <= max && (codes.length === 0 || codes.includes(value));
}

function timeIn(format: string, now: number): string {
  if (format === 'yyyy-MM-dd') return dateText(now);
  if (format === 'yyyy-MM-dd HH:mm:ss') return timeText(now);
  return stamp(now).slice(0, format.length);
}

/** First value of every field name, however deep it stands. */
function flatten(value: unknown, into: Map<string, unknown>): Map<string, unknown> {
  if (Array.isArray(value)) for (const item of value) flatten(item, into);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'object') flatten(inner, into);
      else if (!into.has(name)) into.set(name, inner);
    }
  }
  return into;
}
