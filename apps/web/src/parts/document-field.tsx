import { Form } from 'antd';
import { useState } from 'react';
import { useWords } from '../words/language.tsx';
import { DropFile } from './drop-file.tsx';

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
  const [stored, setStored] = useState<string | null>(null);
  return (
    <>
      <Form.Item name={name} hidden>
        <input />
      </Form.Item>
      <Form.Item label={`${label}（${t('form.optional')}）`}>
        <DropFile
          label={stored ?? label}
          institution={institution}
          stored={({ id, name: file }) => {
            form.setFieldValue(name, id);
            setStored(file);
          }}
        />
      </Form.Item>
    </>
  );
}
