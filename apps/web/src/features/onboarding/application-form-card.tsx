import { Button, Card, Descriptions, Form, Input, InputNumber, Select } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useAct, useRead } from '../../api/use-api.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';
import type { Application, ApplicationForm } from './application.ts';

interface Fields {
  readonly institution?: Partial<NonNullable<ApplicationForm['institution']>>;
  readonly system?: {
    deployment?: string;
    contactName?: string;
    contactPhone?: string;
    test?: Partial<EndpointFields>;
    production?: Partial<EndpointFields>;
  };
  readonly systemCode?: string;
}

interface EndpointFields {
  readonly address: string;
  readonly port: number;
}

/** 附件二 as it stands; whoever may amend it sees the same fields open. */
export function ApplicationFormCard({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t } = useWords();
  const amends = application.editable && may(person, 'patchApplicationsNumber');
  return (
    <Card title={t('application.form')}>
      {amends ? <FormFields application={application} /> : <FormAsRead application={application} />}
    </Card>
  );
}

function FormAsRead({ application: { form, system } }: { readonly application: Application }) {
  const { t, named } = useWords();
  const none = t('application.noSystem');
  const endpoint = (one: EndpointFields | undefined) => (one === undefined ? none : `${one.address}:${one.port}`);
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

function FormFields({ application }: { readonly application: Application }) {
  const { t, named } = useWords();
  const systems = useRead<{ systems: { code: string; name: string }[] }>('/systems?limit=200');
  const act = useAct();
  const save = (fields: Fields) => {
    const form = wholeParts(fields);
    act.mutate({
      method: 'PATCH',
      path: `/applications/${application.number}`,
      version: application.version,
      body: { form, system: fields.systemCode ?? null },
    });
  };
  const initial: Fields = {
    ...(application.form as Fields),
    ...(application.system === null ? {} : { systemCode: application.system.code }),
  };
  return (
    <Form<Fields> layout="vertical" size="middle" initialValues={initial} onFinish={save} requiredMark={false}>
      <fieldset className="form-part">
        <legend>{t('application.formInstitution')}</legend>
        <Form.Item name={['institution', 'address']} label={t('common.address')}>
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name={['institution', 'contactName']} label={t('application.contactName')}>
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name={['institution', 'contactPhone']} label={t('application.contactPhone')}>
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
      </fieldset>
      <fieldset className="form-part">
        <legend>{t('application.formSystem')}</legend>
        <Form.Item name="systemCode" label={t('application.formSystem')}>
          <Select
            allowClear
            showSearch
            loading={systems.isPending}
            options={(systems.data?.systems ?? []).map((one) => ({ value: one.code, label: `${one.name}（${one.code}）` }))}
          />
        </Form.Item>
        <Form.Item name={['system', 'deployment']} label={t('application.deployment')}>
          <Select
            allowClear
            options={['standalone', 'cloud'].map((one) => ({ value: one, label: named('application.deployment', one) }))}
          />
        </Form.Item>
        <Form.Item name={['system', 'contactName']} label={t('application.contactName')}>
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name={['system', 'contactPhone']} label={t('application.contactPhone')}>
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
        <Endpoint part="test" label={t('application.testAddress')} />
        <Endpoint part="production" label={t('application.productionAddress')} />
      </fieldset>
      {act.error !== null && <ProblemNotice error={act.error} />}
      <Button htmlType="submit" loading={act.isPending}>
        {t('application.save')}
      </Button>
    </Form>
  );
}

function Endpoint({ part, label }: { readonly part: 'test' | 'production'; readonly label: string }) {
  const { t } = useWords();
  return (
    <>
      <Form.Item name={['system', part, 'address']} label={label}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={['system', part, 'port']} label={`${label} ${t('application.port')}`}>
        <InputNumber min={1} max={65535} precision={0} style={{ width: '100%' }} />
      </Form.Item>
    </>
  );
}

/** A part is sent once anything of it is written; the server says what it lacks. */
function wholeParts({ institution, system }: Fields): object {
  const written = (part: object | undefined): boolean =>
    Object.values(part ?? {}).some((value) =>
      typeof value === 'object' && value !== null ? written(value) : value != null && value !== '',
    );
  return {
    ...(written(institution) ? { institution } : {}),
    ...(written(system) ? { system: { ...system, deployment: system?.deployment ?? null } } : {}),
  };
}
