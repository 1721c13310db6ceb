import { Button, Form } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useAct } from '../../api/use-api.ts';
import { TextField, YesNoField } from '../../parts/fields.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { sayAtField } from '../../parts/refused-fields.ts';
import { written } from '../../parts/written.ts';
import { useWords } from '../../words/language.tsx';
import type { Application, Material } from './application.ts';

/** "真实完整", "不符：……", or why there is no finding yet. */
export function FindingWords({ material: { finding, handedIn } }: { readonly material: Material }) {
  const { t } = useWords();
  if (handedIn === null) return t('application.notHandedIn');
  if (finding === null) return t('application.unfound');
  return `${t(finding.conforms ? 'application.conforms' : 'application.notConforms')}${finding.note === null ? '' : `：${finding.note}`}`;
}

interface FindingFormProps {
  readonly material: Material;
  readonly application: Application;
  readonly person: Person;
}

/** The local bureau's finding on one material: true and complete, or what is wrong with it (NX-20(1)). */
export function FindingForm({ material, application, person }: FindingFormProps) {
  const speech = useWords();
  const { t } = speech;
  const [form] = Form.useForm<{ conforms: boolean; note?: string }>();
  const conforms = Form.useWatch('conforms', form);
  const act = useAct<unknown>();
  const finds =
    material.handedIn !== null &&
    may(person, 'postApplicationsNumberFindings') &&
    application.steps.some((one) => one.youMayTake || one.youMayRequest);
  if (!finds) return <FindingWords material={material} />;
  const send = (values: { conforms: boolean; note?: string }) =>
    act.mutate(
      { path: `/applications/${application.number}/findings`, body: { material: material.code, ...written(values) } },
      { onError: (error) => sayAtField(form, error, speech) },
    );
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={send}
      initialValues={material.finding === null ? {} : { conforms: material.finding.conforms, note: material.finding.note ?? undefined }}
    >
      <YesNoField name="conforms" label={t('application.findConforms')} yes={t('application.conforms')} no={t('application.notConforms')} />
      <TextField name="note" label={t('application.findNote')} rows={2} max={2000} optional={conforms !== false} />
      {act.error !== null && <ProblemNotice error={act.error} />}
      <Button htmlType="submit" loading={act.isPending}>
        {t('review.saveFinding')}
      </Button>
    </Form>
  );
}
