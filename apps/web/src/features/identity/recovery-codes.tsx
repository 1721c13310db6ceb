import { Alert, Button } from 'antd';
import { useWords } from '../../words/language.tsx';

/** Recovery codes, shown this once: each opens one login when the factor is not at hand. */
export function RecoveryCodes({ codes, kept }: { readonly codes: readonly string[]; readonly kept: () => void }) {
  const { t } = useWords();
  return (
    <div className="column">
      <Alert type="warning" showIcon title={t('factor.codesOnce')} description={t('factor.codesUse')} />
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button type="primary" onClick={kept}>
        {t('factor.codesKept')}
      </Button>
    </div>
  );
}
