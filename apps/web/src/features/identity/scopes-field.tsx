import { Form, Select } from 'antd';
import { useWords } from '../../words/language.tsx';

interface ScopesFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly options: readonly string[];
}

/** Several of many, found by typing: the routes that a program's key may call. */
export function ScopesField({ name, label, hint, options }: ScopesFieldProps) {
  const { t } = useWords();
  return (
    <Form.Item name={name} label={label} extra={hint} rules={[{ required: true, message: t('restrictions.mustWrite', { label }) }]}>
      <Select mode="multiple" allowClear maxCount={200} options={options.map((value) => ({ value, label: value }))} />
    </Form.Item>
  );
}
