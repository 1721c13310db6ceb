import { useEffect, useState } from 'react';
import { openStream, Refused } from './client.ts';
import { eventReader } from './event-reader.ts';

export interface Live<State> {
  /** the newest state; undefined: nothing came yet */
  readonly data: State | undefined;
  readonly error: unknown;
  /** when the server was last heard, a heartbeat counts; milliseconds of this machine */
  readonly heardAt: number;
}

const AGAIN_MS = 2_000;

/** A board's state, pushed by the server; opened again whenever the line breaks, until the page is left. A refusal ends it, a fault does not. */
export function useStream<State>(path: string): Live<State> {
  const [live, setLive] = useState<Live<State>>({ data: undefined, error: null, heardAt: 0 });
  useEffect(() => {
    const left = new AbortController();
    const follow = async () => {
      while (!left.signal.aborted) {
        try {
          const decoder = new TextDecoder();
          const read = eventReader();
          const reader = (await openStream(path, left.signal)).getReader();
          for (;;) {
            const { done, value } = await reader.read();
            if (done) break;
            for (const data of read(decoder.decode(value, { stream: true })))
              setLive((before) => ({
                data: data === null ? before.data : (JSON.parse(data) as State),
                error: null,
                heardAt: Date.now(),
              }));
          }
        } catch (error) {
          if (left.signal.aborted) return;
          setLive((before) => ({ ...before, error }));
          // What lies behind the server may come back: only what the reader is refused stays refused.
          if (error instanceof Refused && error.problem.status < 500) return;
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    };
    void follow();
    return () => left.abort();
  }, [path]);
  return live;
}
