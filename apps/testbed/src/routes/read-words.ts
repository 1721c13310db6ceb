import { badRequest } from '../ground/refusal.ts';

type Body = Readonly<Record<string, unknown>>;

/** A text of a JSON body. @throws ApiRefusal naming the field */
export function word(body: Body, name: string, fallback?: string): string {
  const value = body[name] ?? fallback;
  if (typeof value !== 'string' || value.length > 2000)
    throw badRequest(`${name} 应为文本（最多 2000 字）`, `${name} must be a text of at most 2000 characters`);
  return value;
}

/** A text that is one of some. @throws ApiRefusal naming field and choices */
export function choice<T extends string>(body: Body, name: string, choices: readonly T[], fallback?: T): T {
  const value = word(body, name, fallback);
  const found = choices.find((one) => one === value);
  if (found === undefined)
    throw badRequest(`${name}=${value}：应为 ${choices.join('、')}`, `${name}=${value}: must be one of ${choices.join(', ')}`);
  return found;
}

/** A list of texts. @throws ApiRefusal naming the field */
export function words(body: Body, name: string, fallback: readonly string[]): readonly string[] {
  const value = body[name] ?? fallback;
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
    throw badRequest(`${name} 应为文本列表`, `${name} must be a list of texts`);
  return value as string[];
}

/** A whole number of a query or body. @throws ApiRefusal naming the value */
export function whole(name: string, value: unknown, fallback: number, min: number, max: number): number {
  const number = value === null || value === undefined || value === '' ? fallback : Number(value);
  if (!Number.isInteger(number) || number < min || number > max)
    throw badRequest(
      `${name}=${String(value)}：应为 ${min} 到 ${max} 的整数`,
      `${name}=${String(value)}: must be a whole number from ${min} to ${max}`,
    );
  return number;
}
