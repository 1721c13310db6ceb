import { Form } from 'antd';
import { useState } from 'react';
import { useDivisionName } from '../../api/names.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { beijing, MinuteField, PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { useWords } from '../../words/language.tsx';
import { type Profile, type Scalar, withValues } from './editable-rules.ts';
import { PROFILE_CODES } from './profile-codes.ts';
import { RuleEdits } from './rule-edits.tsx';

interface Drafted {
  readonly code: string;
  readonly reason: string;
  readonly effectiveAt?: string;
  readonly edits?: readonly { readonly path: string; readonly value: Scalar }[];
}

const instantOf = (effectiveAt: string | undefined) => (effectiveAt === undefined ? {} : { effectiveAt: beijing(effectiveAt) });

/** Drafts other rules of a jurisdiction: value by value, from what is in force. Nothing changes until another person approves. */
export function DraftPublication({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const divisionName = useDivisionName();
  const [profile, setProfile] = useState<Profile | null>(null);
  const own = PROFILE_CODES.filter((code) => person.level === 'nation' || code.slice(0, 2) === person.territory.slice(0, 2));
  return (
    <Fill<Drafted>
      primary
      wide
      label={t('publications.draft')}
      consequence={<span>{t('publications.draftWhat')}</span>}
      {...(own[0] === undefined ? {} : { initial: { code: own[0] } })}
      act={({ reason, effectiveAt, edits = [] }) => ({
        path: '/regulations/publications',
        body: {
          profiles: [withValues(profile ?? {}, new Map(edits.map((edit) => [edit.path, edit.value])))],
          reason,
          ...instantOf(effectiveAt),
        },
      })}
    >
      {({ code }) => (
        <>
          <PickField
            name="code"
            label={t('publications.jurisdiction')}
            options={own.map((value) => ({ value, label: divisionName(value) }))}
          />
          {code !== undefined && <Edits key={code} code={code} read={setProfile} />}
          <TextField name="reason" label={t('common.reason')} max={2000} rows={2} />
          <MinuteField name="effectiveAt" label={t('publications.effective')} optional hint={t('publications.effectiveHint')} />
        </>
      )}
    </Fill>
  );
}

/** The rules in force of one jurisdiction, and what shall stand in their place. */
function Edits({ code, read }: { readonly code: string; readonly read: (profile: Profile) => void }) {
  const reading = useRead<{ profile: Profile }>(`/regulations/profiles/${code}`);
  return (
    <Loaded of={reading}>
      {({ profile }) => (
        <Form.List name="edits">
          {(fields, { add, remove }) => <RuleEdits profile={profile} read={read} fields={fields} add={add} remove={remove} />}
        </Form.List>
      )}
    </Loaded>
  );
}

/** Publishes what came with the installed program: after an upgrade its rules wait for the nation's two people. */
export function PublishInstalled() {
  const { t } = useWords();
  return (
    <Fill<{ reason: string; effectiveAt?: string }>
      label={t('publications.fromInstalled')}
      consequence={<span>{t('publications.fromInstalledWhat')}</span>}
      act={({ reason, effectiveAt }) => ({
        path: '/regulations/publications',
        body: { from: 'installed', reason, ...instantOf(effectiveAt) },
      })}
    >
      <TextField name="reason" label={t('common.reason')} max={2000} rows={2} />
      <MinuteField name="effectiveAt" label={t('publications.effective')} optional hint={t('publications.effectiveHint')} />
    </Fill>
  );
}
