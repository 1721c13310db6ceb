import { useNavigate, useParams } from 'react-router';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Admission, Institution, Profile } from '../../api/views.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useWords } from '../../words/language.tsx';
import { CutOffForm } from './cut-off-form.tsx';
import { groundsFor } from './grounds.ts';

/** 切断接入: what will happen, on which clause, and why; then the order, and its progress live. */
export default function CutOffPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t, named } = useWords();
  const navigate = useNavigate();
  const institution = useRead<Institution>(`/institutions/${code}`);
  const admission = useRead<Admission>(`/institutions/${code}/admission`);
  const profileCode = admission.data?.institution.profile;
  const profile = useRead<{ profile: Profile }>(profileCode === undefined ? null : `/regulations/profiles/${profileCode}`);
  const reading = {
    data:
      institution.data === undefined || admission.data === undefined || profile.data === undefined
        ? undefined
        : { institution: institution.data, admission: admission.data, profile: profile.data.profile },
    error: institution.error ?? admission.error ?? profile.error,
    isPending: institution.isPending || admission.isPending || profile.isPending,
    refetch: () => Promise.all([institution.refetch(), admission.refetch(), profile.refetch()]),
  };
  const own = person.role === 'institution';
  return (
    <Page
      title={t(own ? 'cutoff.disconnectTitle' : 'cutoff.title')}
      state={admission.data !== undefined && <StateTag state={admission.data.environments.production.admitted ? 'admitted' : 'refused'} />}
    >
      <Loaded of={reading}>
        {(data) => {
          const { mine, others } = groundsFor(data.profile, person, data.institution);
          if (mine.length > 0)
            return (
              <CutOffForm
                institution={data.institution}
                admission={data.admission}
                grounds={mine}
                own={own}
                ordered={(two) => navigate(two ? '/restrictions#proposals' : `/institutions/${code}/enforcement`)}
              />
            );
          const levels = [
            ...new Set(others.map((one) => `${named('level', one.by)}（${named('restriction', one.kind)}，${one.clause}）`)),
          ].join('、');
          return <Nothing what={t('cutoff.noGround')} {...(levels === '' ? {} : { mend: t('cutoff.noGroundMend', { levels }) })} />;
        }}
      </Loaded>
    </Page>
  );
}
