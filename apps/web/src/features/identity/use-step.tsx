import { Alert } from 'antd';
import { useState } from 'react';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';

/** One step of a login or an enrolment. Not cached and not repeated: each may replace the session's token. */
export function useStep() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (step: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await step();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}

/** Why a step did not succeed; a passkey that the person or the device declined is no fault of the page. */
export function StepProblem({ error }: { readonly error: unknown }) {
  const { t } = useWords();
  if (error === null) return null;
  if (error instanceof DOMException) return <Alert type="warning" showIcon role="alert" title={t('factor.declined')} />;
  return <ProblemNotice error={error} />;
}
