import { Card, Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { useRead } from '../../api/use-api.ts';
import { CaseMark } from '../../parts/case-state.tsx';
import { Loaded, Nothing } from '../../parts/page.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import type { MatrixRow, Standing } from './joint-test.ts';

const CHOICES = ['required', 'owed', 'sent', 'all'] as const;
type Choice = (typeof CHOICES)[number];

const chosen: Record<Choice, (row: MatrixRow) => boolean> = {
  required: (row) => row.required,
  owed: (row) => row.required && !row.covered,
  sent: (row) => row.count > 0,
  all: () => true,
};

/** 覆盖矩阵: transactions down, cases across; at each crossing how the case stands that sends the transaction. */
export function MatrixView({ path, standing }: { readonly path: string; readonly standing: Standing }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const reading = useRead<{ rows: readonly MatrixRow[] }>(`${path}/runs/${standing.run}/matrix`);
  const choice = CHOICES.find((one) => one === at('rows')) ?? 'required';
  return (
    <Loaded of={reading} rows={10}>
      {({ rows }) => {
        const shown = rows.filter(chosen[choice]);
        const required = rows.filter((row) => row.required);
        return (
          <Card title={t('matrix.title', { covered: required.filter((row) => row.covered).length, required: required.length })}>
            <div className="matrix-choice">
              <Segmented<Choice>
                size="small"
                aria-label={t('matrix.rows')}
                value={choice}
                onChange={(value) => set('rows', value === 'required' ? '' : value)}
                options={CHOICES.map((one) => ({ value: one, label: named('matrixrows', one) }))}
              />
            </div>
            {shown.length === 0 ? <Nothing what={t('matrix.nothing')} /> : <Grid rows={shown} standing={standing} />}
            <p className="faint">{t('matrix.legend')}</p>
          </Card>
        );
      }}
    </Loaded>
  );
}

function Grid({ rows, standing }: { readonly rows: readonly MatrixRow[]; readonly standing: Standing }) {
  const { t, said } = useWords();
  const sending = new Set(rows.flatMap((row) => row.cases.map((one) => one.id)));
  const columns = standing.cases.filter((one) => sending.has(one.id));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="matrix" tabIndex={0} aria-label={t('matrix.caption')}>
      <table>
        <caption className="hidden">{t('matrix.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('matrix.transaction')}</th>
            <th scope="col">{t('matrix.sent')}</th>
            {columns.map((one) => (
              <th key={one.id} scope="col" className="matrix-case" title={`${one.id} ${said(one.title)}`}>
                <span>{said(one.title)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.infno} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, columns }: { readonly row: MatrixRow; readonly columns: Standing['cases'] }) {
  const { t, said } = useWords();
  const [search] = useSearchParams();
  const messages = new URLSearchParams(search);
  messages.set('view', 'messages');
  messages.set('infno', row.infno);
  const states = new Map(row.cases.map((one) => [one.id, one.state]));
  const owed = row.required && !row.covered;
  return (
    <tr className={owed ? 'matrix-owed' : ''}>
      <th scope="row">
        {row.count > 0 ? <Link to={`?${messages}`}>{row.infno}</Link> : row.infno} {row.zh}
        {row.of !== '' && <div className="faint">{row.of}</div>}
      </th>
      <td className="number">
        {owed ? <span className="owed">{t('matrix.owed')}</span> : row.count}
        {row.refused > 0 && <div className="faint">{t('matrix.refused', { count: row.refused })}</div>}
        {row.flawed > 0 && <div className="faint">{t('matrix.flawed', { count: row.flawed })}</div>}
      </td>
      {columns.map((one) => (
        <td key={one.id} className="matrix-cell">
          {states.has(one.id) && <CaseMark state={one.state} of={`${row.infno} ${said(one.title)}`} />}
        </td>
      ))}
    </tr>
  );
}
