import { Alert, Button, Flex } from 'antd';
import { useState } from 'react';
import { useWords } from '../words/language.tsx';

interface ShownOnceProps {
  /** what it is, and that it is not shown again */
  readonly title: string;
  readonly secret: string;
  /** how it is handed over and what it is for */
  readonly use: string;
  readonly kept: () => void;
}

/** A secret that the server tells once: it stays until its reader says that it is kept. */
export function ShownOnce({ title, secret, use, kept }: ShownOnceProps) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <Alert
      type="warning"
      showIcon
      title={title}
      description={
        <div className="column">
          <code className="value">{secret}</code>
          <span>{use}</span>
          <Flex gap={8} wrap>
            {navigator.clipboard !== undefined && (
              <Button size="small" onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
                {t(copied ? 'once.copied' : 'once.copy')}
              </Button>
            )}
            <Button size="small" onClick={kept}>
              {t('once.kept')}
            </Button>
          </Flex>
        </div>
      }
    />
  );
}
