import { Button, Card, Flex, Input, Radio } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Choice } from '../../api/grounds.ts';
import { useAct, useRead } from '../../api/use-api.ts';
import type { Admission, Institution } from '../../api/views.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseQuote } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';

interface CutOffFormProps {
  readonly institution: Institution;
  readonly admission: Admission;
  readonly grounds: readonly Choice[];
  /** the institution takes itself off the net (NX-14) */
  readonly own: boolean;
  /** @param two a proposal was made; another person approves it */
  readonly ordered: (two: boolean) => void;
}

/** Consequence and clause first, then the reason; the button stays dead until the reason is there, and says so. */
export function CutOffForm({ institution, admission, grounds, own, ordered }: CutOffFormProps) {
  const { t, named } = useWords();
  const navigate = useNavigate();
  const ids = { reason: useId(), judgement: useId(), ground: useId() };
  const [chosen, setChosen] = useState(0);
  const [reason, setReason] = useState('');
  const [judgement, setJudgement] = useState('');
  const ground = grounds[chosen]!;
  const judged = ground.before.includes('judgement');
  const clause = useRead<{ words: string }>(`/regulations/clauses/${encodeURIComponent(ground.clause)}`);
  const act = useAct(() => ordered(ground.takesTwo));
  const missing = reason.trim() === '' ? t('cutoff.whyMissing') : judged && judgement.trim() === '' ? t('cutoff.judgementMissing') : null;
  const submit = () =>
    own
      ? act.mutate({ path: `/institutions/${institution.code}/disconnection`, body: { reason: reason.trim() } })
      : act.mutate({
          path: `/institutions/${institution.code}/${ground.takesTwo ? 'restriction-proposals' : 'restrictions'}`,
          body: { kind: ground.kind, clause: ground.clause, reason: reason.trim(), ...(judged ? { judgement: judgement.trim() } : {}) },
        });
  return (
    <div className="two-columns">
      <Card>
        <div className="column">
          {grounds.length > 1 && (
            <div className="field" role="radiogroup" aria-labelledby={ids.ground}>
              <span className="label" id={ids.ground}>
                {t('cutoff.ground')}
              </span>
              <Radio.Group vertical value={chosen} onChange={(event) => setChosen(event.target.value as number)}>
                {grounds.map((one, i) => (
                  <Radio key={`${one.kind} ${one.clause}`} value={i}>
                    {`${named('restriction', one.kind)} · ${one.clause}`}
                    {one.note !== undefined && <span className="faint"> {one.note}</span>}
                  </Radio>
                ))}
              </Radio.Group>
            </div>
          )}
          <ClauseQuote key={ground.clause} clause={ground.clause} text={clause.data?.words ?? ''} stated={ground.stated} />
          {judged && (
            <label className="field" htmlFor={ids.judgement}>
              <span className="label">{t('cutoff.judgement')}</span>
              <span className="faint">{t('cutoff.judgementHint')}</span>
              <Input.TextArea
                id={ids.judgement}
                rows={3}
                maxLength={2000}
                value={judgement}
                onChange={(event) => setJudgement(event.target.value)}
              />
            </label>
          )}
          <label className="field" htmlFor={ids.reason}>
            <span className="label">{t('cutoff.why')}</span>
            <Input.TextArea id={ids.reason} rows={4} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
        </div>
      </Card>
      <div className="column">
        <Card title={t('cutoff.consequence')}>
          <Consequence institution={institution} kind={ground.kind} own={own} takesTwo={ground.takesTwo} />
          {ground.kind === 'cut-off' && <b>{t('cutoff.affected', { count: admission.bindings.length })}</b>}
        </Card>
        {act.error !== null && <ProblemNotice error={act.error} />}
        <Flex gap={8} align="center" wrap>
          <Button type="primary" danger size="large" disabled={missing !== null} loading={act.isPending} onClick={submit}>
            {own
              ? t('dossier.disconnect')
              : ground.takesTwo
                ? t('cutoff.propose', { kind: named('restriction', ground.kind) })
                : named('restriction', ground.kind)}
          </Button>
          <Button size="large" onClick={() => navigate(`/institutions/${institution.code}`)}>
            {t('common.cancel')}
          </Button>
          {missing !== null && <span className="faint">{missing}</span>}
        </Flex>
      </div>
    </div>
  );
}

interface ConsequenceProps {
  readonly institution: Institution;
  readonly kind: string;
  readonly own: boolean;
  readonly takesTwo: boolean;
}

function Consequence({ institution: { name, code }, kind, own, takesTwo }: ConsequenceProps) {
  const { t, named } = useWords();
  if (own) return <p>{t('cutoff.disconnectConsequence')}</p>;
  return (
    <ul className="consequence">
      {kind === 'cut-off' ? (
        <>
          <li>{t('cutoff.consequence1', { name, code })}</li>
          <li>{t('cutoff.consequence2')}</li>
          <li>{t('cutoff.consequence3')}</li>
        </>
      ) : (
        <li>{t(takesTwo ? 'cutoff.consequenceTwo' : 'cutoff.consequenceOther', { name, code, kind: named('restriction', kind) })}</li>
      )}
    </ul>
  );
}
