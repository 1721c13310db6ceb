import { Alert, Button, Card, Flex, Progress } from 'antd';
import { fetchFile } from '../../api/client.ts';
import { useAct, useRead } from '../../api/use-api.ts';
import { download } from '../../parts/csv.ts';
import { Loaded } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ScanMark } from '../../parts/scan-mark.tsx';
import { useWords } from '../../words/language.tsx';
import { FaultsTable } from './faults-table.tsx';
import { filesOf, type ImportJob, type Sheet, underWay } from './import-job.ts';

const EVERY = 500;

interface JobProps {
  readonly id: string;
  readonly sheet: Sheet;
  /** another import was begun with the same file */
  readonly started: (id: string) => void;
}

/** One import: how far it is, what it would take or has taken, what is wrong with which row, and what may be done next. */
export function ImportJobView({ id, sheet, started }: JobProps) {
  const { t, named } = useWords();
  const first = useRead<ImportJob>(`/imports/${id}`);
  const going = first.data === undefined || underWay(first.data);
  const reading = useRead<ImportJob>(`/imports/${id}`, going ? { every: EVERY } : {});
  return (
    <Card title={reading.data === undefined ? t('page.loading') : `${reading.data.fileName} · ${named('importstate', reading.data.state)}`}>
      <Loaded of={reading}>
        {(job) => (
          <div className="column" aria-live="polite">
            <ScanMark scan={job.scan} at={job.createdAt} />
            {underWay(job) && <UnderWay job={job} />}
            {job.refusal !== null && <WholeRefusal refusal={job.refusal} />}
            {job.state === 'done' && <Outcome job={job} sheet={sheet} started={started} />}
            {job.rejected > 0 && !underWay(job) && <FaultsTable id={job.id} columns={sheet.columns} />}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function UnderWay({ job }: { readonly job: ImportJob }) {
  const { t, named } = useWords();
  const cancelling = useAct();
  const share = job.rows === 0 ? 0 : Math.round((100 * Math.min(job.takenTo, job.rows)) / job.rows);
  return (
    <>
      <span>{`${named('importstate', job.state)} · ${t('import.seen', { rows: job.rows })}`}</span>
      {job.state === 'taking' && <Progress percent={share} aria-label={t('import.progress')} />}
      <Flex gap={8} align="center" wrap>
        <Button size="small" loading={cancelling.isPending} onClick={() => cancelling.mutate({ path: `/imports/${job.id}/cancellation` })}>
          {t('import.cancel')}
        </Button>
        <span className="faint">{t('import.mayLeave')}</span>
      </Flex>
      {cancelling.error !== null && <ProblemNotice error={cancelling.error} />}
    </>
  );
}

function WholeRefusal({ refusal }: { readonly refusal: NonNullable<ImportJob['refusal']> }) {
  const { said } = useWords();
  return <Alert type="warning" showIcon title={said(refusal.title)} description={`${said(refusal.detail)} ${said(refusal.mend)}`} />;
}

function Outcome({ job, sheet, started }: { readonly job: ImportJob } & Omit<JobProps, 'id'>) {
  const { t } = useWords();
  const good = job.rows - job.rejected;
  const file = filesOf.get(job.id);
  const taking = useAct<ImportJob>((next) => started(next.id));
  const take = (keep: 'all' | 'good') => taking.mutate({ path: `/imports/${sheet.list}?dryRun=false&keep=${keep}`, body: file });
  const words = job.dryRun
    ? t(job.rejected === 0 ? 'import.wouldTakeAll' : 'import.wouldTakeSome', { rows: job.rows, good, rejected: job.rejected })
    : t('import.took', { taken: job.taken, rejected: job.rejected });
  return (
    <>
      <Alert type={job.rejected === 0 ? 'success' : 'warning'} showIcon title={words} />
      <Flex gap={8} wrap>
        {job.dryRun && file !== undefined && job.rejected === 0 && (
          <Button type="primary" loading={taking.isPending} onClick={() => take('all')}>
            {t('import.takeAll', { rows: job.rows })}
          </Button>
        )}
        {job.dryRun && file !== undefined && job.rejected > 0 && good > 0 && (
          <Button loading={taking.isPending} onClick={() => take('good')}>
            {t('import.takeGood', { good })}
          </Button>
        )}
        {job.rejected > 0 && (
          <Button
            onClick={() => void fetchFile(`/imports/${job.id}/faults-file`).then((rows) => download(`${t('import.faults')}.csv`, rows))}
          >
            {t('import.faultsFile')}
          </Button>
        )}
      </Flex>
      {job.dryRun && job.rejected > 0 && <span className="faint">{t('import.mendAndAgain')}</span>}
      {job.dryRun && file === undefined && <span className="faint">{t('import.chooseAgain')}</span>}
      {taking.error !== null && <ProblemNotice error={taking.error} />}
    </>
  );
}
