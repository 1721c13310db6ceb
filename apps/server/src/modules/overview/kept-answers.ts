/** How long an answer that many screens ask for is given again; it says itself when it was read. */
const KEPT_MS = 5000;
const MOST = 500;

/** Keeps what was read for a few seconds, by key: a hundred screens on the wall cost no more than one. */
export function keptAnswers<Answer>(): (key: string, read: () => Promise<Answer>) => Promise<Answer> {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>();
  return (key, read) => {
    const now = performance.now();
    const known = kept.get(key);
    if (known !== undefined && now < known.until) return known.answer;
    if (kept.size >= MOST) kept.clear();
    const answer = read();
    kept.set(key, { until: now + KEPT_MS, answer });
    // What failed is asked again; whoever waits for it hears of it.
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
