import { Card, Upload } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';
import { filesOf, type ImportJob, type Sheet, sheetFile } from './import-job.ts';

/** A file is tried first: nothing is recorded by that. */
export function SendFile({ sheet, sent }: { readonly sheet: Sheet; readonly sent: (id: string) => void }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [unfit, setUnfit] = useState(false);
  const send = async (chosen: File) => {
    const file = sheetFile(chosen);
    setError(null);
    setUnfit(file === null);
    if (file === null) return;
    setBusy(true);
    try {
      const job = await call<ImportJob>('POST', `/imports/${sheet.list}?dryRun=true`, { body: file });
      filesOf.set(job.id, file);
      sent(job.id);
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  return (
    <Card title={t('import.choose')}>
      <Upload.Dragger
        accept=".csv,.xlsx"
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <div>{busy ? t('drop.busy') : t('import.drop')}</div>
        <div className="faint">{t('import.accepted', { rows: sheet.mostWhole })}</div>
      </Upload.Dragger>
      {unfit && (
        <div role="alert" className="owed">
          {t('import.unfit')}
        </div>
      )}
      {error !== null && <ProblemNotice error={error} />}
    </Card>
  );
}
