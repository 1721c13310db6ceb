import { useEffect, useState } from 'react';
import { leftOf } from './left.ts';
import { serverNow } from './server-time.ts';
import { currentToken, type Session } from './session.ts';

const WARN_MS = 5 * 60_000;
const LOOK_MS = 1000;
const ACTS = ['pointerdown', 'keydown', 'wheel'] as const;

/** Milliseconds left once they are few enough to say so; null before. `ended` is called when they are over. */
export function useLeft(session: Session, ended: () => void): { readonly left: number | null; readonly stay: () => void } {
  const [didAt, setDidAt] = useState(() => serverNow());
  const [left, setLeft] = useState<number | null>(null);
  const warned = left !== null;
  useEffect(() => {
    if (warned) return;
    const did = () => setDidAt((before) => (serverNow() - before > LOOK_MS ? serverNow() : before));
    // While the warning stands, only its own button keeps the session: a hand on the table is no answer.
    for (const act of ACTS) window.addEventListener(act, did, { passive: true });
    return () => {
      for (const act of ACTS) window.removeEventListener(act, did);
    };
  }, [warned]);
  useEffect(() => {
    const look = setInterval(() => {
      const rest = leftOf(session, didAt, serverNow());
      setLeft(rest <= WARN_MS ? Math.max(0, rest) : null);
      if (rest <= 0 && currentToken() === session.token) ended();
    }, LOOK_MS);
    return () => clearInterval(look);
  }, [session, didAt, ended]);
  return {
    left,
    stay() {
      setDidAt(serverNow());
      setLeft(null);
    },
  };
}
