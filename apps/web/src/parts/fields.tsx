import { Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/language.tsx';

/** Where the value goes in the body of the request: what the server refuses at that path is said at this field. */
type FieldName = string | readonly (string | number)[];

interface FieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly optional?: boolean;
  readonly hint?: ReactNode;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

function Field({ name, label, optional = false, hint, children }: FieldProps & { readonly children: ReactNode }) {
  const { t } = useWords();
  return (
    <Form.Item
      name={name as string | (string | number)[]}
      label={optional ? `${label}（${t('form.optional')}）` : label}
      extra={hint}
      rules={optional ? [] : [{ required: true, message: t('restrictions.mustWrite', { label }) }]}
    >
      {children}
    </Form.Item>
  );
}

/** A line of text; `rows` makes it several. */
export function TextField({
  max = 200,
  rows,
  tel = false,
  ...field
}: FieldProps & { readonly max?: number; readonly rows?: number; readonly tel?: boolean }) {
  return (
    <Field {...field}>
      {rows === undefined ? (
        <Input maxLength={max} inputMode={tel ? 'tel' : 'text'} autoComplete="off" />
      ) : (
        <Input.TextArea rows={rows} maxLength={max} />
      )}
    </Field>
  );
}

/** A day as the law counts it, "2026-11-22". */
export function DayField(field: FieldProps) {
  return (
    <Field {...field}>
      <Input type="date" />
    </Field>
  );
}

/** A minute of Beijing time, "2026-11-22T14:05"; `beijing` makes an instant of it. */
export function MinuteField(field: FieldProps) {
  return (
    <Field {...field}>
      <Input type="datetime-local" />
    </Field>
  );
}

export const beijing = (minute: string): string => new Date(`${minute}:00+08:00`).toISOString();

export function CountField({ min = 1, max, ...field }: FieldProps & { readonly min?: number; readonly max: number }) {
  return (
    <Field {...field}>
      <InputNumber min={min} max={max} precision={0} style={{ width: '100%' }} />
    </Field>
  );
}

/** One of a few: all of them are seen at once. */
export function ChoiceField({ options, ...field }: FieldProps & { readonly options: readonly Option[] }) {
  return (
    <Field {...field}>
      <Radio.Group options={[...options]} />
    </Field>
  );
}

/** One of many, or `several` of them, found by typing. */
export function PickField({
  options,
  loading = false,
  several = false,
  ...field
}: FieldProps & { readonly options: readonly Option[]; readonly loading?: boolean; readonly several?: boolean }) {
  return (
    <Field {...field}>
      <Select
        {...(several ? { mode: 'multiple' as const } : {})}
        allowClear={field.optional ?? false}
        showSearch={{ optionFilterProp: 'label' }}
        loading={loading}
        options={[...options]}
      />
    </Field>
  );
}

/** Any of a few. */
export function TicksField({ options, ...field }: FieldProps & { readonly options: readonly Option[] }) {
  return (
    <Field {...field}>
      <Checkbox.Group options={[...options]} />
    </Field>
  );
}

/** Yes or no, answered: nothing is taken for granted. */
export function YesNoField({ yes, no, ...field }: FieldProps & { readonly yes: string; readonly no: string }) {
  return (
    <Field {...field}>
      <Radio.Group
        options={[
          { value: true, label: yes },
          { value: false, label: no },
        ]}
      />
    </Field>
  );
}
