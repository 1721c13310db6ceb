import { useRead } from '../../api/use-api.ts';
import { ChoiceField, PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

const KINDS = ['operator', 'amendment', 'document'] as const;
type Kind = (typeof KINDS)[number];
const CODE = /^[HP]\d{11}$/;

interface Asked {
  readonly code: string;
  readonly kind: Kind;
  readonly subject: string;
  readonly reason: string;
}

/** Asks that a person's data or a file be destroyed: what, of whom, and why; another one approves. */
export function AskDestruction() {
  const { t, named } = useWords();
  return (
    <Fill<Asked>
      danger
      label={t('destructions.ask')}
      consequence={<span>{t('destructions.askWhat')}</span>}
      act={({ code, ...body }) => ({ path: `/institutions/${code}/destructions`, body })}
    >
      {({ code = '', kind }) => (
        <>
          <TextField name="code" label={t('common.code')} max={12} hint={t('destructions.codeHint')} />
          <ChoiceField
            name="kind"
            label={t('destructions.kind')}
            options={KINDS.map((value) => ({ value, label: named('destruction.kind', value) }))}
          />
          {kind !== undefined && CODE.test(code) && <SubjectField key={`${code} ${kind}`} code={code} kind={kind} />}
          <TextField name="reason" label={t('common.reason')} max={500} rows={2} />
        </>
      )}
    </Fill>
  );
}

interface Found {
  readonly operators?: readonly { readonly id: string; readonly name: string; readonly role: string; readonly until: string | null }[];
  readonly amendments?: readonly { readonly id: string; readonly filedAt: string; readonly state: string }[];
  readonly documents?: readonly { readonly id: string; readonly name: string; readonly uploadedAt: string }[];
}

/** What of that kind the institution has; what is still needed is refused by the server, with the reason. */
function SubjectField({ code, kind }: { readonly code: string; readonly kind: Kind }) {
  const { t, named } = useWords();
  const reading = useRead<Found>(`/institutions/${code}/${kind}s`);
  const { operators = [], amendments = [], documents = [] } = reading.data ?? {};
  const options = [
    ...operators
      .filter((one) => one.until !== null)
      .map((one) => ({ value: one.id, label: `${one.name}（${named('operator', one.role)}）` })),
    ...amendments.map((one) => ({ value: one.id, label: `${shortTime(one.filedAt)} ${named('state', one.state)}` })),
    ...documents.map((one) => ({ value: one.id, label: `${one.name} ${shortTime(one.uploadedAt)}` })),
  ];
  return <PickField name="subject" label={t('destructions.subject')} loading={reading.isPending} options={options} />;
}
