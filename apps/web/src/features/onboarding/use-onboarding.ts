import { useRead } from '../../api/use-api.ts';
import type { Profile } from '../../api/views.ts';
import type { Application } from './application.ts';

/** The rules of applying that an application follows; undefined until it is known. */
export function useOnboarding(application: Pick<Application, 'profile'> | undefined) {
  const profile = useRead<{ profile: Profile }>(application === undefined ? null : `/regulations/profiles/${application.profile}`);
  return { data: profile.data?.profile.onboarding, error: profile.error };
}
