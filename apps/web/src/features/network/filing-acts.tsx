import type { Operation } from '@anjie/contract';
import { Flex } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import type { Filing } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';
import { AuditLine, BindLine } from './carrier-acts.tsx';
import { AttachVoucher, ExamineTerminal } from './evidence-forms.tsx';
import { FORMS } from './filing-forms.tsx';

export type Subject = keyof typeof FORMS;

const FORMAL = ['incomplete', 'illegible', 'inconsistent', 'duplicate', 'other-territory'];
const FILES: Record<Subject, Operation> = {
  line: 'postInstitutionsCodeLineFilings',
  address: 'postInstitutionsCodeAddressFilings',
  terminal: 'postInstitutionsCodeTerminalFilings',
};

interface ActsProps {
  readonly filing: Filing;
  readonly subject: Subject;
  readonly person: Person;
}

/** What may be done with a filing in its state, by whoever reads: the server's own table says who. */
export function FilingActs({ filing, subject, person }: ActsProps) {
  const open = filing.state === 'filed';
  const inForce = filing.state === 'accepted' && filing.endedAt === null && filing.act !== 'cancel';
  return (
    <Flex gap={8} wrap>
      {open && may(person, 'postLineFilingsIdAcceptance') && <Decide filing={filing} subject={subject} />}
      {subject === 'line' && (open || inForce) && may(person, 'postLineFilingsIdAudit') && <AuditLine filing={filing} />}
      {subject === 'line' && (open || inForce) && may(person, 'postLineFilingsIdBinding') && <BindLine filing={filing} />}
      {subject === 'line' && (open || inForce) && may(person, 'postLineFilingsIdVouchers') && <AttachVoucher filing={filing} />}
      {subject === 'terminal' && (open || inForce) && may(person, 'postTerminalFilingsIdExamination') && (
        <ExamineTerminal filing={filing} />
      )}
      {inForce && may(person, FILES[subject]) && <ChangeOrCancel filing={filing} subject={subject} />}
      {open && may(person, 'postLineFilingsIdWithdrawal') && <Withdraw filing={filing} subject={subject} />}
    </Flex>
  );
}

function Decide({ filing, subject }: Omit<ActsProps, 'person'>) {
  const { t, named } = useWords();
  const base = `/${subject}-filings/${filing.id}`;
  return (
    <>
      <Ask
        primary
        label={t('filings.accept')}
        consequence={t('filings.acceptConsequence')}
        act={() => ({ path: `${base}/acceptance`, version: filing.version })}
      />
      <Fill<{ reason: string; note: string }>
        label={t('filings.return')}
        initial={{ reason: FORMAL[0]! }}
        act={(body) => ({ path: `${base}/return`, body, version: filing.version })}
      >
        <PickField
          name="reason"
          label={t('filings.returnReason')}
          options={FORMAL.map((one) => ({ value: one, label: named('filings.return', one) }))}
        />
        <TextField name="note" label={t('filings.returnNote')} rows={3} max={500} />
      </Fill>
    </>
  );
}

function ChangeOrCancel({ filing, subject }: Omit<ActsProps, 'person'>) {
  const { t } = useWords();
  const Form = FORMS[subject];
  return (
    <>
      <Form code={filing.institution} changed={filing} />
      <Ask
        label={t('filing.cancel')}
        consequence={t('filing.cancelConsequence', { number: filing.number })}
        act={() => ({ path: `/institutions/${filing.institution}/${subject}-filings`, body: { act: 'cancel', target: filing.number } })}
      />
    </>
  );
}

function Withdraw({ filing, subject }: Omit<ActsProps, 'person'>) {
  const { t } = useWords();
  return (
    <Ask
      label={t('filing.withdraw')}
      consequence={t('filing.withdrawConsequence', { number: filing.number })}
      act={() => ({ path: `/${subject}-filings/${filing.id}/withdrawal`, version: filing.version })}
    />
  );
}
