import { Card, Flex } from 'antd';
import { useInstitutionName } from '../../api/institution-names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Proposal } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded, Nothing } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

/** Terminations and the blacklist: proposed by one, approved by another. */
export function Proposals({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const reading = useRead<{ proposals: Proposal[] }>('/restriction-proposals?limit=200');
  return (
    <Card id="proposals" title={t('proposals.title')}>
      <Loaded of={reading}>
        {({ proposals }) =>
          proposals.length === 0 ? (
            <Nothing what={t('proposals.empty')} />
          ) : (
            <div className="column">
              {proposals.map((one) => (
                <Flex key={one.id} gap={12} align="center" wrap>
                  <b>{named('restriction', one.kind)}</b>
                  <InstitutionName code={one.institution} />
                  <ClauseLink clause={one.clause} />
                  <span className="value">{one.reason}</span>
                  <span className="faint">{`${t('proposals.proposedAt')} ${shortTime(one.proposedAt)}`}</span>
                  {may(person, 'postRestrictionProposalsIdApproval') && (
                    <Ask
                      danger
                      label={t('proposals.approve')}
                      consequence={<Consequence proposal={one} />}
                      act={() => ({ path: `/restriction-proposals/${one.id}/approval`, version: one.version })}
                    />
                  )}
                  {may(person, 'postRestrictionProposalsIdRefusal') && (
                    <Ask
                      label={t('proposals.decline')}
                      act={() => ({ path: `/restriction-proposals/${one.id}/refusal`, version: one.version })}
                    />
                  )}
                </Flex>
              ))}
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}

function Consequence({ proposal: { institution, kind } }: { readonly proposal: Proposal }) {
  const { t, named } = useWords();
  const name = useInstitutionName(institution) ?? institution;
  return <span>{t('cutoff.consequenceOther', { name, code: institution, kind: named('restriction', kind) })}</span>;
}
