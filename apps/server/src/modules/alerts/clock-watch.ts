/** How far the wall clock went back against one that never does, in seconds, since the last look; 0: it did not. Pure but for what it remembers. */
export function createClockWatch(wallMs: () => number, steadyMs: () => number): () => number {
  let [wall, steady] = [wallMs(), steadyMs()];
  return () => {
    const [wallNow, steadyNow] = [wallMs(), steadyMs()];
    // A machine that slept is ahead afterwards: only what lies behind is a fault.
    const lost = steadyNow - steady - (wallNow - wall);
    [wall, steady] = [wallNow, steadyNow];
    return Math.max(0, Math.round(lost / 1000));
  };
}
