import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useEffect, useMemo } from 'react';
import { useWords } from '../../words/language.tsx';
import { type EditableRule, editableRules, type Profile, type Scalar } from './editable-rules.ts';
import { ruleWords, valueWords } from './rule-words.ts';

interface RuleEditsProps {
  readonly profile: Profile;
  readonly read: (profile: Profile) => void;
  readonly fields: readonly { readonly key: number; readonly name: number }[];
  readonly add: (edit: { path: string; value: Scalar }) => void;
  readonly remove: (name: number) => void;
}

/** "clocks.acceptance NX-20#1.period.amount" in words; the place in a list is for the program alone. */
const wordsOf = (path: string, named: (vocabulary: string, code: string) => string) =>
  ruleWords(path.replace(/#\d+/g, '').replace(/\.value(?=\.|$)/g, ''), named);

/** Rules taken up to be changed: each with what is in force and what shall be. */
export function RuleEdits({ profile, read, fields, add, remove }: RuleEditsProps) {
  const { t, named } = useWords();
  const form = Form.useFormInstance();
  useEffect(() => read(profile), [profile, read]);
  const rules = useMemo(() => editableRules(profile), [profile]);
  const edits = (Form.useWatch('edits', { form, preserve: true }) ?? []) as readonly { path: string }[];
  const taken = new Set(edits.map((edit) => edit?.path));
  const said = (rule: EditableRule) =>
    typeof rule.value === 'boolean' ? t(rule.value ? 'common.yes' : 'common.no') : valueWords(String(rule.value), named);
  return (
    <fieldset className="column entries">
      <legend>{t('publications.edits')}</legend>
      {fields.map(({ key, name }) => {
        const rule = rules.find((one) => one.path === edits[name]?.path);
        if (rule === undefined) return null;
        const label = wordsOf(rule.path, named);
        return (
          <div key={key} className="rule-edit">
            <Form.Item name={[name, 'path']} hidden>
              <Input />
            </Form.Item>
            <Form.Item
              name={[name, 'value']}
              label={label}
              extra={t('publications.nowIs', { value: said(rule) })}
              rules={[{ required: true, message: t('restrictions.mustWrite', { label }) }]}
            >
              <ValueInput of={rule.value} />
            </Form.Item>
            <Button size="small" onClick={() => remove(name)}>
              {t('notices.takeOut')}
            </Button>
          </div>
        );
      })}
      <Select<string, { value: string; label: string }>
        aria-label={t('publications.takeUp')}
        placeholder={t('publications.takeUp')}
        value={null as unknown as string}
        showSearch={{ optionFilterProp: 'label' }}
        options={rules
          .filter((rule) => !taken.has(rule.path))
          .map((rule) => ({ value: rule.path, label: `${wordsOf(rule.path, named)}：${said(rule)}` }))}
        onChange={(path) => {
          const rule = rules.find((one) => one.path === path);
          if (rule !== undefined) add({ path, value: rule.value });
        }}
      />
    </fieldset>
  );
}

interface ValueInputProps {
  readonly of: Scalar;
  readonly id?: string;
  readonly value?: Scalar;
  readonly onChange?: (value: Scalar | null) => void;
}

/** A number stays a number, yes-or-no stays that, a text stays a text. */
function ValueInput({ of, id, value, onChange }: ValueInputProps) {
  const { t } = useWords();
  if (typeof of === 'number')
    return (
      <InputNumber
        {...(id === undefined ? {} : { id })}
        value={value as number}
        style={{ width: '100%' }}
        onChange={(next) => onChange?.(next)}
      />
    );
  if (typeof of === 'boolean')
    return (
      <Select
        {...(id === undefined ? {} : { id })}
        value={value as boolean}
        options={[
          { value: true, label: t('common.yes') },
          { value: false, label: t('common.no') },
        ]}
        onChange={(next) => onChange?.(next)}
      />
    );
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      value={String(value ?? '')}
      maxLength={500}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
