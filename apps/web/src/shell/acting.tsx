import { Button } from 'antd';
import { useStandDown } from '../features/identity/use-stand-in.ts';
import { useWords } from '../words/language.tsx';

/** Says on every page for whom its reader acts, and leads back to the own duty. */
export function Acting({ name }: { readonly name: string }) {
  const { t } = useWords();
  const standDown = useStandDown();
  return (
    <div className="acting-banner" role="status">
      <span>{t('acting.for', { name })}</span>
      <Button size="small" onClick={() => void standDown()}>
        {t('acting.end')}
      </Button>
    </div>
  );
}
