import { Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { fetchFile, query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { download } from '../../parts/csv.ts';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';
import { type Asked, type ListShape, parametersOf } from './list-shape.ts';

interface ExportProps {
  readonly shape: ListShape;
  readonly asked: Asked;
  readonly person: Person;
  readonly total: { readonly count: number; readonly exact: boolean } | null;
}

/** The rows and columns as they are shown, every one of them, as a file: persons masked, and the purpose kept in the audit. */
export function ExportList({ shape, asked, person, total }: ExportProps) {
  const { t, said } = useWords();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!may(person, 'getExportsInstitutions')) return null;
  const take = async ({ format, purpose }: { format: string; purpose: string }) => {
    setBusy(true);
    setError(null);
    try {
      const file = await fetchFile(`/exports/${shape.name}${query({ ...parametersOf(asked), format, purpose })}`);
      download(`${said(shape.title)}.${format}`, file);
      setOpen(false);
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('export.label')}
      </Button>
      {open && (
        <Modal
          open
          title={t('export.label')}
          okText={t('export.label')}
          cancelText={t('common.cancel')}
          okButtonProps={{ htmlType: 'submit', form: 'export', loading: busy }}
          onCancel={() => setOpen(false)}
        >
          <p>
            {t('export.what', {
              count: total === null ? '…' : `${total.count}${total.exact ? '' : '+'}`,
              columns: asked.columns.map((name) => said(shape.columns.find((one) => one.name === name)!.title)).join('、'),
            })}
          </p>
          <Form id="export" layout="vertical" requiredMark={false} initialValues={{ format: 'xlsx' }} onFinish={take}>
            <ChoiceField
              name="format"
              label={t('export.format')}
              options={['xlsx', 'csv'].map((one) => ({ value: one, label: one.toUpperCase() }))}
            />
            <TextField name="purpose" label={t('export.purpose')} hint={t('export.purposeHint')} />
          </Form>
          {error !== null && <ProblemNotice error={error} />}
        </Modal>
      )}
    </>
  );
}
