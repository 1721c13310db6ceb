/**
 * Readers of values that came from outside: each takes an unknown value and returns it typed, or throws a FormatError that names the path,
 * the value and the rule. Fields that the format does not know are refused: an enforcement point must not overlook what it cannot read.
 */

export type Reader<T> = (value: unknown) => T;

export interface Rule {
  readonly zh: string;
  readonly en: string;
}

/** The value at `path` breaks the rule. `message` says so in Chinese and English. */
export class FormatError extends Error {
  readonly rule: Rule;
  readonly #steps: (string | number)[] = [];
  readonly #shown: string;

  constructor(rule: Rule, value: unknown) {
    super();
    this.name = 'FormatError';
    this.rule = rule;
    this.#shown = shown(value);
  }

  /** Called on the way out of the nested readers, so that a sound value costs no path. */
  within(step: string | number): this {
    this.#steps.unshift(step);
    return this;
  }

  get path(): string {
    return this.#steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('') || '(value)';
  }

  override get message(): string {
    return `${this.path}：${this.rule.zh}，收到 ${this.#shown} / ${this.path}: ${this.rule.en}, got ${this.#shown}`;
  }
}

export const anyText: Reader<string> = (value) => {
  if (typeof value !== 'string') throw new FormatError({ zh: '应为文本', en: 'must be a text' }, value);
  return value;
};

export const text: Reader<string> = (value) => {
  if (typeof value !== 'string' || value === '')
    throw new FormatError({ zh: '应为非空文本', en: 'must be a text that is not empty' }, value);
  return value;
};

export const flag: Reader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new FormatError({ zh: '应为 true 或 false', en: 'must be true or false' }, value);
  return value;
};

/** A whole number, 0 or more. */
export const count: Reader<number> = (value) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new FormatError({ zh: '应为不小于 0 的整数', en: 'must be a whole number of at least 0' }, value);
  }
  return value as number;
};

/** Epoch milliseconds. */
export const instant: Reader<number> = (value) => {
  if (!Number.isSafeInteger(value))
    throw new FormatError({ zh: '应为毫秒整数时刻', en: 'must be an instant in whole epoch milliseconds' }, value);
  return value as number;
};

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value));
}

export function oneOf<T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value) => {
    if (!allowed.includes(value as T)) {
      throw new FormatError({ zh: `应为 ${allowed.join('、')} 之一`, en: `must be one of ${allowed.join(', ')}` }, value);
    }
    return value as T;
  };
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new FormatError({ zh: '应为数组', en: 'must be an array' }, value);
    return value.map((item, i) => at(i, () => read(item)));
  };
}

/** An object with any names and one kind of value. */
export function dictionaryOf<T>(read: Reader<T>): Reader<Record<string, T>> {
  return (value) => Object.fromEntries(Object.entries(asObject(value)).map(([name, item]) => [name, at(name, () => read(item))]));
}

type Fields = Readonly<Record<string, Reader<unknown>>>;
type Required<F extends Fields> = { [K in keyof F]: ReturnType<F[K]> };
type Optional<F extends Fields> = { [K in keyof F]?: ReturnType<F[K]> };

/** An object with exactly these fields; those of `optional` may be absent. */
export function objectOf<F extends Fields, O extends Fields = Record<never, never>>(
  fields: F,
  optional?: O,
): Reader<Required<F> & Optional<O>> {
  const required = Object.entries(fields);
  const others = Object.entries(optional ?? {});
  const known = new Set([...required, ...others].map(([name]) => name));
  return (value) => {
    const source = asObject(value);
    for (const name of Object.keys(source)) {
      if (!known.has(name)) throw new FormatError({ zh: '是未知字段', en: 'is no field of this format' }, source[name]).within(name);
    }
    const result: Record<string, unknown> = {};
    for (const [name, read] of required) result[name] = at(name, () => read(source[name]));
    for (const [name, read] of others) if (source[name] !== undefined) result[name] = at(name, () => read(source[name]));
    return result as Required<F> & Optional<O>;
  };
}

/** Runs a reader one step down the path. */
export function at<T>(step: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FormatError ? error.within(step) : error;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError({ zh: '应为对象', en: 'must be an object' }, value);
  }
  return value as Record<string, unknown>;
}

function shown(value: unknown): string {
  const json = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
