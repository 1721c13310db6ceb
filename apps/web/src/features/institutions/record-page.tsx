import { useParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Institution } from '../../api/views.ts';
import { Loaded, Page } from '../../parts/page.tsx';
import { useWords } from '../../words/language.tsx';
import { AmendmentsCard } from './amendments-card.tsx';
import { ContactsCard } from './contacts-card.tsx';
import { InstitutionLink } from './institution-link.tsx';
import { OperatorsCard } from './operators-card.tsx';
import { SignServiceAgreement } from './sign-service-agreement.tsx';

/** 登记事项: who is named and reached, what has changed and what is filed to change. */
export default function RecordPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t } = useWords();
  const reading = useRead<Institution>(`/institutions/${code}`);
  return (
    <Page
      title={t('record.title')}
      state={<InstitutionLink code={code} name={reading.data?.name} />}
      actions={may(person, 'postInstitutionsCodeServiceAgreements') && <SignServiceAgreement code={code} />}
    >
      <Loaded of={reading}>
        {(institution) => (
          <div className="two-columns">
            <div className="column">
              <AmendmentsCard institution={institution} person={person} />
            </div>
            <div className="column">
              <OperatorsCard code={code} person={person} />
              {may(person, 'getInstitutionsCodeContacts') && <ContactsCard code={code} />}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
