import { Alert, Button, Flex } from 'antd';
import { Refused, Unreachable } from '../api/client.ts';
import { useWords } from '../words/language.tsx';
import { ClauseLink } from './clause-link.tsx';

/** A refusal of the server in its own words: what, the clause, how to mend it, the request id for the administrator. */
export function ProblemNotice({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { t, said } = useWords();
  const again = retry !== undefined && (
    <Button size="small" onClick={retry}>
      {t('page.retry')}
    </Button>
  );
  if (!(error instanceof Refused)) {
    const away = error instanceof Unreachable;
    return (
      <Alert
        type="error"
        showIcon
        role="alert"
        title={away ? t('page.unreachable') : t('page.broke')}
        description={away ? t('page.unreachableMend') : String((error as Error).message)}
        action={again}
      />
    );
  }
  const { problem } = error;
  const detail = said(problem.detail);
  return (
    <Alert
      type={problem.status >= 500 ? 'error' : 'warning'}
      showIcon
      role="alert"
      title={said(problem.title)}
      description={
        <Flex vertical gap={4}>
          {detail !== said(problem.title) && <span>{detail}</span>}
          <span>{said(problem.mend)}</span>
          <span className="faint">
            {problem.clause !== null && (
              <>
                {t('common.clause')} <ClauseLink clause={problem.clause} />{' '}
              </>
            )}
            {t('page.request', { id: problem.requestId })}
          </span>
        </Flex>
      }
      action={again}
    />
  );
}
