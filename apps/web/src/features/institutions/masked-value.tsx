import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { may } from '../../api/permission.ts';
import { useSession } from '../../api/session.ts';
import { TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';

/** Which value of the institution's record it is, as the server names it. */
export type MaskedOf =
  | { readonly subject: 'institution'; readonly field: 'contactName' | 'contactPhone' | 'legalRepresentative' }
  | { readonly subject: 'operator'; readonly id: string; readonly field: 'name' | 'phone' };

interface MaskedValueProps {
  readonly code: string;
  readonly of: MaskedOf;
  readonly masked: string;
}

const SHOWN_SECONDS = 60;

/** A masked name or number; whoever may ask for it says why, sees it for a minute, and leaves a trace (GJ-3.4, NX-附3.2-2g). */
export function MaskedValue({ code, of, masked }: MaskedValueProps) {
  const { t } = useWords();
  const person = useSession()?.person;
  const [shown, setShown] = useState<string | null>(null);
  if (shown !== null) return <Shown value={shown} hide={() => setShown(null)} />;
  return (
    <span className="masked-value">
      {masked}
      {person !== undefined && may(person, 'postInstitutionsCodeReveals') && (
        <Fill<{ reason: string }>
          label={t(of.field === 'contactPhone' || of.field === 'phone' ? 'reveal.phone' : 'reveal.name')}
          consequence={<span>{t('reveal.what')}</span>}
          act={({ reason }) => ({ path: `/institutions/${code}/reveals`, body: { ...of, reason } })}
          done={(answer) => setShown((answer as { value: string }).value)}
        >
          <TextField name="reason" label={t('reveal.reason')} hint={t('reveal.reasonHint')} rows={2} max={200} />
        </Fill>
      )}
    </span>
  );
}

function Shown({ value, hide }: { readonly value: string; readonly hide: () => void }) {
  const { t } = useWords();
  const [left, setLeft] = useState(SHOWN_SECONDS);
  useEffect(() => {
    const tick = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(tick);
  }, []);
  useEffect(() => {
    if (left <= 0) hide();
  }, [left, hide]);
  return (
    <span className="masked-value">
      <b role="status">{value}</b>
      <span className="faint">{t('reveal.until', { seconds: left })}</span>
      <Button size="small" onClick={hide}>
        {t('reveal.hide')}
      </Button>
    </span>
  );
}
