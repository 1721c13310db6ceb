/**
 * Where a value holds text that PostgreSQL cannot store as it is: U+0000, or half of a surrogate pair, which would be stored as another
 * character than the one sent (PostgreSQL 8.3 "Character Types"; RFC 8259 section 8.2).
 *
 * @returns the path of the first such text or key, or null
 */
export function unstorableAt(value: unknown, path: readonly string[] = []): readonly string[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    if (!isStorable(key)) return path;
    const found = unstorableAt(item, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
