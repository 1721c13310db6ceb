import { Form, Input } from 'antd';
import { useWords } from '../../words/language.tsx';

/** One's own password once more, as the field `password` of a form. */
export function OwnPasswordField({ name = 'password', label }: { readonly name?: string; readonly label?: string }) {
  const { t } = useWords();
  const words = label ?? t('password.current');
  return (
    <Form.Item name={name} label={words} rules={[{ required: true, message: t('restrictions.mustWrite', { label: words }) }]}>
      <Input.Password autoComplete={label === undefined ? 'current-password' : 'new-password'} maxLength={200} />
    </Form.Item>
  );
}
