import { Nothing, Page } from '../parts/page.tsx';
import { useWords } from '../words/language.tsx';

export function NotYours() {
  const { t } = useWords();
  return (
    <Page title={t('page.noPermission')}>
      <Nothing what={t('page.noPermission')} mend={t('page.noPermissionMend')} />
    </Page>
  );
}

export function NoSuchPage() {
  const { t } = useWords();
  return (
    <Page title={t('page.notFound')}>
      <Nothing what={t('page.notFound')} mend={t('page.notFoundMend')} />
    </Page>
  );
}
