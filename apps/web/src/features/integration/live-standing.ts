import { useEffect, useRef } from 'react';
import { type Live, useStream } from '../../api/event-stream.ts';
import { useRead } from '../../api/use-api.ts';
import type { Standing } from './joint-test.ts';

/** What the server pushes of a run while the HIS sends. */
interface LiveRun {
  readonly run: number;
  readonly messages: number;
  readonly cases: readonly { readonly id: string; readonly state: string; readonly reason: string; readonly next: string }[];
}

/** Coverage and what is owed are reckoned anew at most this often while messages come. */
const AGAIN_MS = 2_000;

/** A run as it stands: read once, its cases then as they are pushed, and the rest read again when something was pushed. */
export function useLiveStanding(path: string, run: string) {
  const reading = useRead<Standing>(`${path}${run === '' ? '' : `?run=${run}`}`);
  const live: Live<LiveRun> = useStream<LiveRun>(`${path}/stream`);
  const { refetch } = reading;
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const pushed = live.data;
  useEffect(() => {
    if (pushed === undefined) return;
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void refetch();
    }, AGAIN_MS);
  }, [pushed, refetch]);
  useEffect(
    () => () => {
      if (waiting.current !== null) clearTimeout(waiting.current);
      waiting.current = null;
    },
    [],
  );
  const read = reading.data;
  const data = read === undefined || pushed === undefined || pushed.run !== read.run || !read.open ? read : merged(read, pushed);
  return { ...reading, data, live };
}

function merged(read: Standing, pushed: LiveRun): Standing {
  const news = new Map(pushed.cases.map((one) => [one.id, one]));
  return { ...read, messages: Math.max(read.messages, pushed.messages), cases: read.cases.map((one) => ({ ...one, ...news.get(one.id) })) };
}
