import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Page } from '../../parts/page.tsx';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';
import { PrintedForm } from './printed-form.tsx';

/** 附件二, for paper. */
export default function PrintedPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t } = useWords();
  const reading = useRead<Application>(`/applications/${number}`);
  return (
    <Page
      title={t('form2.page')}
      state={<Link to={`/applications/${number}`}>{number}</Link>}
      actions={
        <Button type="primary" onClick={() => window.print()}>
          {t('form2.print')}
        </Button>
      }
    >
      <Loaded of={reading}>{(application) => <PrintedForm application={application} person={person} />}</Loaded>
    </Page>
  );
}
