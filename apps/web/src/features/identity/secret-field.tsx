import { Input } from 'antd';
import { useId } from 'react';

interface SecretFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly change: (value: string) => void;
  /** a code is shown as it is typed; a password is not */
  readonly code?: boolean;
  readonly fresh?: boolean;
}

/** A password or a one-time code, with its label and what is asked of it. */
export function SecretField({ label, hint, value, change, code = false, fresh = false }: SecretFieldProps) {
  const id = useId();
  const Field = code ? Input : Input.Password;
  const complete = code ? 'one-time-code' : fresh ? 'new-password' : 'current-password';
  return (
    <label className="field" htmlFor={id}>
      <span className="label">{label}</span>
      <Field
        id={id}
        value={value}
        required
        maxLength={200}
        autoComplete={complete}
        inputMode={code ? 'numeric' : 'text'}
        onChange={(event) => change(event.target.value)}
      />
      {hint !== undefined && <span className="faint">{hint}</span>}
    </label>
  );
}
