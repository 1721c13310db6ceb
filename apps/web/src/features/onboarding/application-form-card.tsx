import { Card, Descriptions, Flex } from 'antd';
import { Link } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import type { Application, Endpoint } from './application.ts';

/** 附件二 as it stands; whoever may amend it is led to where it is filled in. */
export function ApplicationFormCard({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t } = useWords();
  const amends = application.editable && may(person, 'patchApplicationsNumber');
  const base = `/applications/${application.number}`;
  return (
    <Card
      title={t('application.form')}
      extra={
        <Flex gap={12}>
          {amends && <Link to={`${base}/fill`}>{t('wizard.go')}</Link>}
          <Link to={`${base}/form`}>{t('form2.page')}</Link>
        </Flex>
      }
    >
      <FormAsRead application={application} />
    </Card>
  );
}

function FormAsRead({ application: { form, system } }: { readonly application: Application }) {
  const { t, named } = useWords();
  const none = t('application.noSystem');
  const endpoint = (one: Endpoint | undefined) => (one === undefined ? none : `${one.address}:${one.port}`);
  const deployment = form.system?.deployment;
  const items = [
    { key: 'address', label: t('common.address'), children: form.institution?.address ?? none },
    { key: 'contact', label: t('application.contactName'), children: form.institution?.contactName ?? none },
    { key: 'phone', label: t('application.contactPhone'), children: form.institution?.contactPhone ?? none },
    { key: 'system', label: t('application.formSystem'), children: system === null ? none : `${system.name}（${system.vendor}）` },
    {
      key: 'deployment',
      label: t('application.deployment'),
      children: deployment == null ? none : named('application.deployment', deployment),
    },
    { key: 'test', label: t('application.testAddress'), children: endpoint(form.system?.test) },
    { key: 'production', label: t('application.productionAddress'), children: endpoint(form.system?.production) },
  ];
  return <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />;
}
