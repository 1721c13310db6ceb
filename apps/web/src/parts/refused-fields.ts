import type { FormInstance } from 'antd';
import { Refused } from '../api/client.ts';
import type { Speech } from '../words/language.tsx';
import { fieldOf } from './written.ts';

/**
 * Says at the field what the server refused there: what is wrong, the clause, and how to mend it.
 *
 * @param inside the part of the body that the form's fields stand in
 */
export function sayAtField(form: FormInstance, error: unknown, { said }: Pick<Speech, 'said'>, inside?: string): void {
  if (!(error instanceof Refused)) return;
  const { path, detail, mend, clause } = error.problem;
  const named = fieldOf(path);
  if (named === null) return;
  const name = named[0] === inside ? named.slice(1) : named;
  const cited = clause === null ? '' : `（${clause}）`;
  form.setFields([{ name, errors: [`${said(detail)}${cited}`, said(mend)] }]);
  form.scrollToField(name, { block: 'center', focus: true });
}
