import { Upload } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useWords } from '../words/language.tsx';
import { ProblemNotice } from './problem-notice.tsx';

export interface Stored {
  readonly id: string;
  readonly name: string;
  readonly uploadedAt: string;
  readonly scan: string;
}

interface DropFileProps {
  /** what belongs here */
  readonly label: string;
  readonly institution: string;
  readonly stored: (document: Stored) => void | Promise<void>;
}

const ACCEPTED = '.pdf,.jpg,.jpeg,.png';
const MOST_BYTES = 20 * 1024 * 1024;

/** A place to drop a file on, or to choose it by keyboard; what is accepted is said beforehand, and what is not is refused before it is sent. */
export function DropFile({ label, institution, stored }: DropFileProps) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [unfit, setUnfit] = useState<string | null>(null);
  const store = async (file: File) => {
    setError(null);
    const fits = ACCEPTED.split(',').some((end) => file.name.toLowerCase().endsWith(end)) && file.size <= MOST_BYTES && file.size > 0;
    setUnfit(fits ? null : t('drop.unfit', { name: file.name }));
    if (!fits) return;
    setBusy(true);
    try {
      await stored(await call<Stored>('POST', `/institutions/${institution}/documents`, { body: file }));
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  return (
    <div>
      <Upload.Dragger
        accept={ACCEPTED}
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          void store(file);
          return false;
        }}
      >
        <div>{busy ? t('drop.busy') : t('drop.here', { label })}</div>
        <div className="faint">{t('application.accepted')}</div>
      </Upload.Dragger>
      {unfit !== null && (
        <div role="alert" className="owed">
          {unfit}
        </div>
      )}
      {error !== null && <ProblemNotice error={error} />}
    </div>
  );
}
