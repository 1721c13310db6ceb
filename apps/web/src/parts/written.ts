/** "body.system.test.port" → ["system", "test", "port"]; null where the refusal is about no field */
export function fieldOf(path: string | null): (string | number)[] | null {
  const [where, ...rest] = (path ?? '').split('.');
  return where === 'body' && rest.length > 0 ? rest.map((part) => (/^\d+$/.test(part) ? Number(part) : part)) : null;
}

/** What was written, without what was left empty: the server tells "not given" from "given as nothing". */
export function written<Values>(values: Values): Values {
  if (Array.isArray(values)) return values.map(written) as Values;
  if (values === null || typeof values !== 'object') return (typeof values === 'string' ? values.trim() : values) as Values;
  const kept = Object.entries(values)
    .map(([name, value]) => [name, written(value)] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(kept) as Values;
}
