import { Button, Input, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { type Act, useAct } from '../api/use-api.ts';
import { useWords } from '../words/language.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface AskProps {
  /** a verb with its object: on the button, as the dialog's title, and on the button that does it */
  readonly label: string;
  readonly danger?: boolean;
  readonly primary?: boolean;
  /** what will happen, and to how many */
  readonly consequence?: ReactNode;
  /** what must be written; without it nothing is asked but the confirmation */
  readonly text?: string;
  /** further fields, which the owner keeps */
  readonly fields?: ReactNode;
  /** why it cannot be done yet; null: it can */
  readonly missing?: string | null;
  readonly act: (text: string) => Act;
}

/** A button that says what will happen and asks for what the record needs, not for the word "yes". */
export function Ask({ label, danger = false, primary = false, consequence, text, fields, missing = null, act }: AskProps) {
  const { t } = useWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState('');
  const doing = useAct(() => {
    setOpen(false);
    setWritten('');
  });
  const lacks = missing ?? (text !== undefined && written.trim() === '' ? t('restrictions.mustWrite', { label: text }) : null);
  return (
    <>
      <Button size="small" danger={danger} type={primary ? 'primary' : 'default'} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={open}
        title={label}
        okText={label}
        cancelText={t('common.cancel')}
        okButtonProps={{ danger, disabled: lacks !== null, loading: doing.isPending }}
        onOk={() => doing.mutate(act(written.trim()))}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="column">
          {consequence}
          {fields}
          {text !== undefined && (
            <label className="field" htmlFor={id}>
              <span className="label">{text}</span>
              <Input.TextArea id={id} rows={3} maxLength={2000} value={written} onChange={(event) => setWritten(event.target.value)} />
            </label>
          )}
          {lacks !== null && <span className="faint">{lacks}</span>}
          {doing.error !== null && <ProblemNotice error={doing.error} />}
        </div>
      </Modal>
    </>
  );
}
