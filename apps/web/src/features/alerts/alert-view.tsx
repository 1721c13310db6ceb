import { Collapse, Descriptions, Flex } from 'antd';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ClauseOf } from '../../parts/clause-of.tsx';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { type Alert, VERDICTS } from './alert.ts';
import { SeverityTag } from './severity-tag.tsx';

/** One alert: what was measured, by which rule, what a person should look at now, and what those who looked found. */
export function AlertView({ id, person }: { readonly id: string; readonly person: Person }) {
  const { t, named, said } = useWords();
  const divisionName = useDivisionName();
  const reading = useRead<Alert>(`/alerts/${id}`);
  return (
    <Loaded of={reading}>
      {(alert) => (
        <div className="column">
          <Flex gap={8} align="center" wrap>
            <SeverityTag severity={alert.severity} /> <b>{said(alert.title)}</b>
            <span className="faint">{named('alert.state', alert.state)}</span>
          </Flex>
          <Descriptions
            size="small"
            column={1}
            items={[
              {
                key: 'subject',
                label: t('alerts.subject'),
                children: `${named('alert.subject', alert.subject.kind)} ${alert.subject.name ?? ''}`,
              },
              {
                key: 'place',
                label: t('alerts.place'),
                children: alert.prov === null ? t('alerts.installation') : divisionName(alert.prov),
              },
              {
                key: 'seen',
                label: t('alerts.seen'),
                children: t('alerts.seenTimes', { count: alert.count, first: shortTime(alert.firstSeen), last: shortTime(alert.lastSeen) }),
              },
              { key: 'evidence', label: t('alerts.evidence'), children: <Evidence alert={alert} /> },
              { key: 'mend', label: t('alerts.mend'), children: said(alert.mend) },
            ]}
          />
          {alert.clause !== null && <ClauseOf clause={alert.clause} person={person} />}
          {may(person, 'getAuditEvents') && <Link to={`/audit${query(alert.auditSearch)}`}>{t('alerts.inAudit')}</Link>}
          <Handled alert={alert} />
          <Acts alert={alert} />
        </div>
      )}
    </Loaded>
  );
}

function Evidence({ alert }: { readonly alert: Alert }) {
  const { t, said } = useWords();
  const { what, threshold, windowMinutes, detail } = alert.evidence;
  return (
    <div>
      {said(what)}
      {threshold !== null && (
        <div className="faint">
          {windowMinutes === null ? t('alerts.threshold', { threshold }) : t('alerts.thresholdIn', { threshold, minutes: windowMinutes })}
        </div>
      )}
      {Object.keys(detail).length > 0 && (
        <Collapse
          ghost
          size="small"
          items={[{ key: 'detail', label: t('alerts.detail'), children: <pre className="value">{JSON.stringify(detail, null, 2)}</pre> }]}
        />
      )}
    </div>
  );
}

function Handled({ alert }: { readonly alert: Alert }) {
  const { t, named } = useWords();
  return (
    <>
      {alert.acknowledgedAt !== null && (
        <span>{t('alerts.takenUp', { by: alert.acknowledgedBy ?? '', time: shortTime(alert.acknowledgedAt) })}</span>
      )}
      {alert.closedAt !== null && (
        <span>
          {t('alerts.closed', { by: alert.closedBy ?? '', time: shortTime(alert.closedAt) })}{' '}
          <b>{named('alert.verdict', alert.verdict ?? '')}</b> {alert.finding}
        </span>
      )}
    </>
  );
}

function Acts({ alert }: { readonly alert: Alert }) {
  const { t, named } = useWords();
  return (
    <Flex gap={8}>
      {alert.may.includes('acknowledge') && (
        <Ask
          primary
          label={t('alerts.takeUp')}
          consequence={<span>{t('alerts.takeUpWhat')}</span>}
          act={() => ({ path: `/alerts/${alert.id}/acknowledgement` })}
        />
      )}
      {alert.may.includes('close') && (
        <Fill<{ verdict: string; finding: string }>
          label={t('alerts.close')}
          consequence={<span>{t('alerts.closeWhat')}</span>}
          act={(body) => ({ path: `/alerts/${alert.id}/closing`, body })}
        >
          <ChoiceField
            name="verdict"
            label={t('alerts.verdict')}
            options={VERDICTS.map((value) => ({ value, label: named('alert.verdict', value) }))}
          />
          <TextField name="finding" label={t('alerts.finding')} max={1000} rows={4} hint={t('alerts.findingHint')} />
        </Fill>
      )}
    </Flex>
  );
}
