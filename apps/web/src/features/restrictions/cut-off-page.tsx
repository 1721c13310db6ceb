import { Link, useNavigate, useParams } from 'react-router';
import { type Choice, groundsFor } from '../../api/grounds.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Admission, Institution, Profile } from '../../api/views.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useWords } from '../../words/language.tsx';
import { CutOffForm } from './cut-off-form.tsx';

/** 切断接入: what will happen, on which clause, and why; then the order, and its progress live. */
export default function CutOffPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t, named } = useWords();
  const navigate = useNavigate();
  const institution = useRead<Institution>(`/institutions/${code}`);
  const admission = useRead<Admission>(`/institutions/${code}/admission`);
  const profileCode = admission.data?.institution.profile;
  const profile = useRead<{ profile: Profile }>(profileCode === undefined ? null : `/regulations/profiles/${profileCode}`);
  const complete = institution.data !== undefined && admission.data !== undefined && profile.data !== undefined;
  const reading = {
    data: complete
      ? {
          institution: institution.data!,
          admission: admission.data!,
          ...groundsFor(profile.data!.profile, person, institution.data!),
        }
      : undefined,
    error: institution.error ?? admission.error ?? profile.error,
    isPending: !complete,
    refetch: () => Promise.all([institution.refetch(), admission.refetch(), profile.refetch()]),
  };
  const own = person.role === 'institution';
  const cuts = reading.data?.mine.some((one) => one.kind === 'cut-off') !== false;
  const wordsOf = (grounds: readonly Choice[]) =>
    [...new Set(grounds.map((one) => `${named('level', one.by)}（${named('restriction', one.kind)}，${one.clause}）`))].join('、');
  return (
    <Page
      title={t(own ? 'cutoff.disconnectTitle' : cuts ? 'cutoff.title' : 'cutoff.titleOther')}
      state={
        admission.data !== undefined && (
          <>
            <Link to={`/institutions/${code}`}>{admission.data.institution.name}</Link>
            <StateTag state={admission.data.environments.production.admitted ? 'admitted' : 'refused'} />
          </>
        )
      }
    >
      <Loaded of={reading}>
        {({ mine, others, ...data }) => {
          const elsewhere = others.length === 0 ? undefined : t('cutoff.noGroundMend', { levels: wordsOf(others) });
          if (mine.length === 0) return <Nothing what={t('cutoff.noGround')} {...(elsewhere === undefined ? {} : { mend: elsewhere })} />;
          return (
            <>
              {!own && elsewhere !== undefined && <span className="faint">{elsewhere}</span>}
              <CutOffForm
                {...data}
                grounds={mine}
                own={own}
                ordered={(two) => navigate(two ? '/restrictions#proposals' : `/institutions/${code}/enforcement`)}
              />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
