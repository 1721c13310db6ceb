import type { Policy } from './policy.ts';
import type { PlatformState } from './state.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One request, checked against the catalogue, on its way through the engine. */
export interface Call {
  readonly infno: string;
  readonly msgid: string;
  readonly institution: string;
  readonly institutionName: string;
  /** envelope's inf_time is the sender's; this is the platform's own, epoch ms */
  readonly now: number;
  readonly input: Fields;
  readonly state: PlatformState;
  readonly policy: Policy;
}

/** Answers a call with the output nodes, or with the bytes of a file instead of an envelope; or throws a Refusal. */
export type Handler = (call: Call) => Fields | Uint8Array | null;

/** A refusal for business reasons: becomes infcode -1 with both texts in err_msg. */
export class Refusal extends Error {
  constructor(zh: string, en: string) {
    super(`${zh} / ${en}`);
    this.name = 'Refusal';
  }
}

/** The object under a node of input; the first item where a sender wraps it in an array. */
export function node(call: Call, name: string): Fields {
  const value = call.input[name];
  const one = Array.isArray(value) ? value[0] : value;
  if (typeof one !== 'object' || one === null) throw new Refusal(`缺少节点 ${name}`, `the node ${name} is missing`);
  return one as Fields;
}

/** The list under a node of input; a lone object counts as a list of one. */
export function list(call: Call, name: string): readonly Fields[] {
  const value = call.input[name];
  const all = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  if (all.length === 0) throw new Refusal(`节点 ${name} 没有内容`, `the node ${name} is empty`);
  return all as readonly Fields[];
}

/** A field as text; '' where it is absent. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  return value === undefined || value === null ? '' : String(value);
}
