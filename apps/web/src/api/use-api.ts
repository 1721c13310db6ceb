import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Call, call, newKey, Unreachable } from './client.ts';

/** Reads one path; the path is the key. `every`: milliseconds between readings of a board. */
export function useRead<Answer>(path: string | null, options: { readonly every?: number } = {}) {
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<Answer>('GET', path!, { signal }),
    enabled: path !== null,
    refetchInterval: options.every ?? false,
    placeholderData: options.every === undefined ? undefined : keepPreviousData,
  });
}

/** Reads a list page by page. `pathAfter` gives the path of the page after a cursor; `enabled` false: for who may not read it. */
export function usePages<Page extends { readonly next: string | number | null }>(
  pathAfter: (cursor: string | number | null) => string,
  enabled = true,
) {
  return useInfiniteQuery({
    queryKey: [pathAfter(null), 'pages'],
    queryFn: ({ pageParam, signal }) => call<Page>('GET', pathAfter(pageParam), { signal }),
    enabled,
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
  });
}

export interface Act extends Omit<Call, 'key' | 'signal'> {
  readonly method?: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
}

/**
 * An act of a person. Whatever was read before is read again after it: one act may change many decisions. Where nobody answered, the same
 * act is repeated under the same key, so that it is done once.
 */
export function useAct<Answer>(done?: (answer: Answer) => void) {
  const client = useQueryClient();
  const unanswered = useRef<{ readonly act: string; readonly key: string } | null>(null);
  return useMutation({
    mutationFn: async ({ method = 'POST', path, ...given }: Act) => {
      const act = JSON.stringify([method, path, given]);
      const key = unanswered.current?.act === act ? unanswered.current.key : newKey();
      try {
        const answer = await call<Answer>(method, path, { ...given, key });
        unanswered.current = null;
        return answer;
      } catch (error) {
        unanswered.current = error instanceof Unreachable ? { act, key } : null;
        throw error;
      }
    },
    onSuccess: async (answer) => {
      done?.(answer);
      await client.invalidateQueries();
    },
  });
}
