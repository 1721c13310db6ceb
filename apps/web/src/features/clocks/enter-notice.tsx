import { Button, Form, Input } from 'antd';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { CountField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { dateOf } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Row {
  readonly zh?: string;
  readonly en?: string;
  readonly from?: string;
  readonly to?: string;
  readonly makeUp?: string;
}

interface Entered {
  readonly year: number;
  readonly source: string;
  readonly holidays?: readonly Row[];
}

/** "2026-02-14、2026-02-28": days that are worked instead, however they are set apart. */
const daysIn = (text: string | undefined): string[] => text?.match(/\d{4}-\d{2}-\d{2}/g) ?? [];

/** Enters a year's notice, holiday by holiday. The nation's staff enter the country's, a province's its own. */
export function EnterNotice({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const division = person.level === 'nation' ? {} : { division: person.territory };
  return (
    <Fill<Entered>
      wide
      primary
      label={t('notices.enter')}
      consequence={<span>{t('notices.enterWhat')}</span>}
      initial={{ year: Number(dateOf(serverNow()).slice(0, 4)) + 1, holidays: [{}] }}
      act={({ year, source, holidays = [] }) => ({
        path: '/calendar-notices',
        body: {
          ...{ year, source, ...division },
          holidays: holidays.map(({ zh, en, from, to, makeUp }) => ({
            name: { zh: zh ?? '', en: en ?? zh ?? '' },
            from,
            to: to ?? from,
            makeUp: daysIn(makeUp),
          })),
        },
      })}
    >
      <CountField name="year" label={t('calendar.year')} min={2000} max={2100} />
      <TextField name="source" label={t('notices.source')} max={300} hint={t('notices.sourceHint')} />
      <Form.List name="holidays">
        {(fields, { add, remove }) => (
          <fieldset className="column entries">
            <legend>{t('notices.holidays')}</legend>
            {fields.map(({ key, name }) => (
              <div key={key} className="holiday-row">
                <Cell name={[name, 'zh']} label={t('notices.holiday')} />
                <Cell name={[name, 'from']} label={t('notices.from')} date />
                <Cell name={[name, 'to']} label={t('notices.to')} date />
                <Cell name={[name, 'makeUp']} label={t('notices.makeUp')} />
                <Button size="small" onClick={() => remove(name)}>
                  {t('notices.takeOut')}
                </Button>
              </div>
            ))}
            <div>
              <Button size="small" onClick={() => add({})}>
                {t('notices.add')}
              </Button>
            </div>
          </fieldset>
        )}
      </Form.List>
    </Fill>
  );
}

function Cell({ name, label, date = false }: { readonly name: (string | number)[]; readonly label: string; readonly date?: boolean }) {
  return (
    <Form.Item name={name} label={label}>
      <Input type={date ? 'date' : 'text'} maxLength={date ? 10 : 120} />
    </Form.Item>
  );
}
