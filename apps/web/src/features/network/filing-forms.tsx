import { useCarriers } from '../../api/firms.ts';
import type { Filing } from '../../api/views.ts';
import { ChoiceField, PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';

interface FormProps {
  readonly code: string;
  /** the filing in force that is changed; without it something new is filed */
  readonly changed?: Filing;
}

/** What every form says first: what happens with it, and the clause that asks for it. */
function Asked({ clause }: { readonly clause: string }) {
  const { t } = useWords();
  return (
    <span className="faint">
      {t('filing.notApproval')} <ClauseLink clause={clause} />
    </span>
  );
}

const actOf = (changed: Filing | undefined) => (changed === undefined ? { act: 'apply' } : { act: 'change', target: changed.number });

/** A line: dedicated or VPDN, its carrier, and the service agreement that is shown to the carrier (NX-7). */
export function FileLine({ code, changed }: FormProps) {
  const { t, named } = useWords();
  const carriers = useCarriers();
  return (
    <Fill<{ kind: string; carrier?: string; agreementNumber?: string; subscriber?: string }>
      label={t(changed === undefined ? 'filing.fileLine' : 'filing.change')}
      primary={changed === undefined}
      consequence={<Asked clause="NX-7" />}
      initial={{
        kind: changed?.kind ?? 'dedicated',
        ...(changed?.carrier == null ? {} : { carrier: changed.carrier }),
        ...(changed?.agreementNumber == null ? {} : { agreementNumber: changed.agreementNumber }),
        ...(changed?.subscriber == null ? {} : { subscriber: changed.subscriber }),
      }}
      act={(values) => ({ path: `/institutions/${code}/line-filings`, body: { ...actOf(changed), ...values } })}
    >
      {({ kind }) => (
        <>
          <ChoiceField
            name="kind"
            label={t('filing.lineKind')}
            options={['dedicated', 'vpdn'].map((one) => ({ value: one, label: named('filings.lineKind', one) }))}
          />
          <PickField name="carrier" label={t('filing.carrier')} options={carriers} optional />
          <TextField name="agreementNumber" label={t('filing.agreementNumber')} max={60} hint={t('filing.agreementHint')} optional />
          {kind === 'vpdn' && <TextField name="subscriber" label={t('filing.subscriber')} max={253} />}
        </>
      )}
    </Fill>
  );
}

/** An address by which the institution reaches the platform (NX-8). */
export function FileAddress({ code, changed }: FormProps) {
  const { t, named } = useWords();
  return (
    <Fill<{ ip: string; environment: string }>
      label={t(changed === undefined ? 'filing.fileAddress' : 'filing.change')}
      primary={changed === undefined}
      consequence={<Asked clause="NX-8" />}
      initial={{ environment: changed?.environment ?? 'production', ...(changed?.ip === undefined ? {} : { ip: changed.ip }) }}
      act={(values) => ({ path: `/institutions/${code}/address-filings`, body: { ...actOf(changed), ...values } })}
    >
      <TextField name="ip" label={t('filings.ip')} max={45} />
      <ChoiceField
        name="environment"
        label={t('filings.environment')}
        options={['production', 'test'].map((one) => ({ value: one, label: named('environment', one) }))}
      />
    </Fill>
  );
}

/** A terminal by its MAC, behind an address (NX-6). */
export function FileTerminal({ code, changed }: FormProps) {
  const { t } = useWords();
  return (
    <Fill<{ ip: string; mac: string; device?: string; psam?: string }>
      label={t(changed === undefined ? 'filing.fileTerminal' : 'filing.change')}
      primary={changed === undefined}
      consequence={<Asked clause="NX-6" />}
      initial={{
        ...(changed?.ip === undefined ? {} : { ip: changed.ip }),
        ...(changed?.mac === undefined ? {} : { mac: changed.mac }),
        ...(changed?.device == null ? {} : { device: changed.device }),
        ...(changed?.psam == null ? {} : { psam: changed.psam }),
      }}
      act={(values) => ({ path: `/institutions/${code}/terminal-filings`, body: { ...actOf(changed), ...values } })}
    >
      <TextField name="ip" label={t('filings.ip')} max={45} />
      <TextField name="mac" label={t('filings.mac')} max={17} hint={t('filing.macHint')} />
      <TextField name="device" label={t('filing.device')} max={100} optional />
      <TextField name="psam" label={t('filing.psam')} max={40} optional />
    </Fill>
  );
}

/** By the name of the subject. */
export const FORMS = { line: FileLine, address: FileAddress, terminal: FileTerminal } as const;
