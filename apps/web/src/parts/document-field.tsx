import { Form } from 'antd';
import { useState } from 'react';
import { useWords } from '../words/language.tsx';
import { DropFile, type Stored } from './drop-file.tsx';
import { ScanMark } from './scan-mark.tsx';

interface DocumentFieldProps {
  readonly name: string;
  readonly label: string;
  /** whose document it becomes */
  readonly institution: string;
}

/** A file as a field: stored first, then named by the form. */
export function DocumentField({ name, label, institution }: DocumentFieldProps) {
  const { t } = useWords();
  const form = Form.useFormInstance();
  const [stored, setStored] = useState<Stored | null>(null);
  return (
    <>
      <Form.Item name={name} hidden>
        <input />
      </Form.Item>
      <Form.Item label={`${label}（${t('form.optional')}）`}>
        <DropFile
          label={stored?.name ?? label}
          institution={institution}
          stored={(document) => {
            form.setFieldValue(name, document.id);
            setStored(document);
          }}
        />
        {stored !== null && <ScanMark scan={stored.scan} at={stored.uploadedAt} />}
      </Form.Item>
    </>
  );
}
