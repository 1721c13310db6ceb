import { Card, Flex, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { CountField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Exception {
  readonly id: string;
  readonly extra: number;
  readonly reason: string;
  readonly version: number;
  readonly requestedAt: string;
  readonly approvedAt: string | null;
  readonly revokedAt: string | null;
  readonly revokeReason: string | null;
}

/** More production addresses than NX-8 allows in principle: asked for by one, approved by another, taken back by either. */
export function ExceptionsCard({ code, person }: { readonly code: string; readonly person: Person }) {
  const { t } = useWords();
  const reading = useRead<{ exceptions: Exception[] }>(`/institutions/${code}/address-exceptions`);
  const ask = may(person, 'postInstitutionsCodeAddressExceptions') && (
    <Fill<{ extra: number; reason: string }>
      label={t('exception.request')}
      consequence={
        <span className="faint">
          {t('exception.consequence')} <ClauseLink clause="NX-8" />
        </span>
      }
      initial={{ extra: 1 }}
      act={(body) => ({ path: `/institutions/${code}/address-exceptions`, body })}
    >
      <CountField name="extra" label={t('exception.extra')} max={50} />
      <TextField name="reason" label={t('common.reason')} rows={3} max={2000} />
    </Fill>
  );
  return (
    <Card title={t('exception.title')} extra={ask}>
      <Loaded of={reading} rows={1}>
        {({ exceptions }) => (
          <Table
            size="small"
            pagination={false}
            rowKey="id"
            dataSource={exceptions}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: t('exception.none') }}
            aria-label={t('exception.title')}
            columns={[
              { title: t('exception.extra'), dataIndex: 'extra' },
              { title: t('common.reason'), render: (_, one) => <span className="value">{one.reason}</span> },
              { title: t('common.state'), render: (_, one) => <StateOf exception={one} /> },
              { title: t('exception.requestedAt'), render: (_, one) => shortTime(one.requestedAt) },
              { title: t('common.act'), render: (_, one) => <Acts exception={one} person={person} /> },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function StateOf({ exception: { approvedAt, revokedAt, revokeReason } }: { readonly exception: Exception }) {
  if (revokedAt !== null)
    return (
      <>
        <StateTag state={approvedAt === null ? 'declined' : 'ended'} /> <span className="faint">{revokeReason}</span>
      </>
    );
  return <StateTag state={approvedAt === null ? 'open' : 'approved'} />;
}

function Acts({ exception: one, person }: { readonly exception: Exception; readonly person: Person }) {
  const { t } = useWords();
  if (one.revokedAt !== null) return null;
  const base = `/address-exceptions/${one.id}`;
  return (
    <Flex gap={8} wrap>
      {one.approvedAt === null && may(person, 'postAddressExceptionsIdApproval') && (
        <Ask
          primary
          label={t('exception.approve')}
          consequence={t('exception.approveConsequence', { count: one.extra })}
          act={() => ({ path: `${base}/approval`, version: one.version })}
        />
      )}
      {may(person, 'postAddressExceptionsIdRevocation') && (
        <Ask
          label={t(one.approvedAt === null ? 'exception.decline' : 'exception.revoke')}
          text={t('common.reason')}
          act={(reason) => ({ path: `${base}/revocation`, body: { reason }, version: one.version })}
        />
      )}
    </Flex>
  );
}
