import { Button, Form, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { type Act, useAct } from '../api/use-api.ts';
import { useWords } from '../words/language.tsx';
import { Conflict } from './conflict.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { sayAtField } from './refused-fields.ts';
import { written } from './written.ts';

interface FillProps<Values> {
  /** a verb with its object: on the button, as the dialog's title, and on the button that does it */
  readonly label: string;
  readonly primary?: boolean;
  readonly danger?: boolean;
  readonly wide?: boolean;
  /** what will happen; the clause that asks for it */
  readonly consequence?: ReactNode;
  readonly initial?: Partial<Values>;
  /** fields, named as in the body of the request */
  readonly children: ReactNode | ((values: Partial<Values>) => ReactNode);
  readonly act: (values: Values) => Act;
  /** what stands on record, as the fields of this form: after somebody else changed it */
  readonly recorded?: (current: Record<string, unknown>) => Record<string, unknown>;
  readonly done?: (answer: unknown) => void;
}

/** The one way to fill in a form: a button, a dialog with fields, and what the server refuses said at the field. */
export function Fill<Values extends object>(props: FillProps<Values>) {
  const { label, primary = false, danger = false } = props;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" type={primary ? 'primary' : 'default'} danger={danger} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <Dialog {...props} close={() => setOpen(false)} />}
    </>
  );
}

function Dialog<Values extends object>({
  label,
  danger = false,
  wide = false,
  consequence,
  initial,
  children,
  act,
  recorded,
  done,
  close,
}: FillProps<Values> & { readonly close: () => void }) {
  const speech = useWords();
  const id = useId();
  const [form] = Form.useForm<Values>();
  const values = Form.useWatch((all) => all as Partial<Values>, form) ?? initial ?? {};
  const doing = useAct<unknown>((answer) => {
    close();
    done?.(answer);
  });
  const send = (version?: number) => {
    const given = act(written(form.getFieldsValue()));
    doing.mutate(version === undefined ? given : { ...given, version }, { onError: (error) => sayAtField(form, error, speech) });
  };
  return (
    <Modal
      open
      title={label}
      width={wide ? 760 : 560}
      okText={label}
      cancelText={speech.t('common.cancel')}
      okButtonProps={{ danger, loading: doing.isPending, htmlType: 'submit', form: id }}
      onCancel={close}
      mask={{ closable: false }}
    >
      <div className="column">
        {consequence}
        <Form<Values>
          id={id}
          name={id}
          form={form}
          layout="vertical"
          requiredMark={false}
          {...(initial === undefined ? {} : { initialValues: initial as Values })}
          onFinish={() => send()}
          scrollToFirstError={{ focus: true }}
        >
          {typeof children === 'function' ? children(values as Partial<Values>) : children}
        </Form>
        <Conflict
          error={doing.error}
          mine={written(form.getFieldsValue()) as Record<string, unknown>}
          {...(recorded === undefined ? {} : { theirs: recorded })}
          take={(chosen, version) => {
            form.setFieldsValue(chosen as never);
            send(version);
          }}
        />
        {doing.error !== null && <ProblemNotice error={doing.error} />}
      </div>
    </Modal>
  );
}
