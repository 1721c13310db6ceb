import { useQuery } from '@tanstack/react-query';
import { call, query } from './client.ts';
import { may } from './permission.ts';
import { useSession } from './session.ts';
import { together } from './together.ts';

const PAGE = 100;

/** What one screen asks for in a moment goes in one request; an institution that the reader may not see has no name. */
const askName = together<string, string>(PAGE, async (codes) => {
  const { institutions } = await call<{ institutions: { code: string; name: string }[] }>(
    'GET',
    `/institution-names${query({ codes: codes.join(',') })}`,
  );
  return new Map(institutions.map(({ code, name }) => [code, name]));
});

/** The name of an institution by its code; undefined while it is asked for, and where the reader is told none. */
export function useInstitutionName(code: string): string | undefined {
  const person = useSession()?.person;
  const { data } = useQuery({
    queryKey: ['institution-name', code],
    queryFn: async () => (await askName(code)) ?? null,
    enabled: code !== '' && person !== undefined && may(person, 'getInstitutionNames'),
    staleTime: 60_000,
  });
  return data ?? undefined;
}

/** "兴庆仁济堂大药房（P64010400031）", for sentences and titles; the code alone while there is no name. */
export function useInstitutionWords(code: string): string {
  const name = useInstitutionName(code);
  return name === undefined ? code : `${name}（${code}）`;
}
