import { Form, Upload } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';

interface Kept {
  readonly sm3: string;
  readonly name: string;
}

/** The screenshot that an attestation rests on: kept at the bed first, then named by its SM3. */
export function EvidenceField({ path }: { readonly path: string }) {
  const { t } = useWords();
  const form = Form.useFormInstance();
  const [kept, setKept] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const keep = async (file: File) => {
    setBusy(true);
    setError(null);
    try {
      const { sm3, name } = await call<Kept>('POST', `${path}/evidence`, { body: file });
      form.setFieldsValue({ evidenceSm3: sm3, evidenceName: name });
      setKept(name);
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  return (
    <>
      <Form.Item name="evidenceName" hidden>
        <input />
      </Form.Item>
      <Form.Item name="evidenceSm3" label={t('joint.evidence')} rules={[{ required: true, message: t('joint.evidenceMust') }]}>
        <Hidden />
      </Form.Item>
      <Upload.Dragger
        accept=".png,.jpg,.jpeg,.pdf"
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          void keep(file);
          return false;
        }}
      >
        <div>{kept ?? (busy ? t('drop.busy') : t('joint.evidenceHere'))}</div>
        <div className="faint">{t('joint.evidenceWhat')}</div>
      </Upload.Dragger>
      {error !== null && <ProblemNotice error={error} />}
    </>
  );
}

/** Holds the value for the form; the place to drop the file stands below it. */
function Hidden({
  value = '',
  onChange,
  id,
}: {
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly id?: string;
}) {
  return <input type="hidden" id={id} value={value} onChange={(event) => onChange?.(event.target.value)} />;
}
