import { Form } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Institution } from '../../api/views.ts';
import { ChoiceField, DayField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';

interface AmendmentValues {
  readonly set: {
    readonly name?: string;
    readonly tier?: string;
    readonly address?: string;
    readonly contactName?: string;
    readonly contactPhone?: string;
    readonly legalRepresentative?: string;
  };
  readonly nature: string;
  readonly changedOn?: string;
  readonly reason: string;
}

interface AmendProps {
  readonly institution: Institution;
  readonly person: Person;
  /** a relocation asks for the new address alone */
  readonly relocation?: boolean;
}

/** Renaming, relocation and the like: the institution files it, its bureau writes it down at once. */
export function Amend({ institution, person, relocation = false }: AmendProps) {
  const { t, named } = useWords();
  const files = may(person, 'postInstitutionsCodeAmendments');
  if (!files && !may(person, 'patchInstitutionsCode')) return null;
  const path = `/institutions/${institution.code}`;
  return (
    <Fill<AmendmentValues>
      label={t(relocation ? 'amendment.relocate' : files ? 'amendment.file' : 'amendment.amend')}
      wide
      consequence={<span className="faint">{t(files ? 'amendment.filedConsequence' : 'amendment.consequence')}</span>}
      initial={{
        nature: 'change',
        set: relocation ? {} : { name: institution.name, ...(institution.address === null ? {} : { address: institution.address }) },
      }}
      act={(values) => {
        const set = Object.fromEntries(Object.entries(values.set ?? {}).filter(([field, value]) => value !== present(institution, field)));
        const body = { ...values, set };
        return files ? { path: `${path}/amendments`, body } : { method: 'PATCH', path, body, version: institution.version };
      }}
      recorded={({ name, tier, address }) => ({ set: { name, tier, address } })}
    >
      {({ nature }) => (
        <>
          <div className="form-part">
            {!relocation && <TextField name={['set', 'name']} label={t('common.name')} max={200} />}
            <TextField
              name={['set', 'address']}
              label={t(relocation ? 'amendment.newAddress' : 'common.address')}
              max={300}
              optional={!relocation}
            />
            {!relocation && (
              <>
                <TextField name={['set', 'tier']} label={t('institution.tier')} max={20} hint={t('amendment.leave')} optional />
                <TextField
                  name={['set', 'contactName']}
                  label={t('application.contactName')}
                  max={50}
                  hint={t('amendment.leave')}
                  optional
                />
                <TextField
                  name={['set', 'contactPhone']}
                  label={t('application.contactPhone')}
                  tel
                  max={20}
                  hint={t('amendment.leave')}
                  optional
                />
                <TextField
                  name={['set', 'legalRepresentative']}
                  label={t('contacts.legal')}
                  max={50}
                  hint={t('amendment.leave')}
                  optional
                />
              </>
            )}
          </div>
          <ChoiceField
            name="nature"
            label={t('amendment.nature')}
            options={['change', 'correction'].map((one) => ({ value: one, label: named('amendnature', one) }))}
          />
          {nature === 'change' && <DayField name="changedOn" label={t('amendment.changedOn')} hint={<ChangedOnHint />} />}
          <TextField name="reason" label={t('common.reason')} rows={2} max={2000} />
          {relocation && <RelocationHint code={institution.code} />}
        </>
      )}
    </Fill>
  );
}

const present = (institution: Institution, field: string): unknown => (institution as unknown as Record<string, unknown>)[field];

function ChangedOnHint() {
  return useWords().t('amendment.changedOnHint');
}

/** What moves with the place: the addresses and terminals on file stay until they are changed themselves. */
function RelocationHint({ code }: { readonly code: string }) {
  const { t } = useWords();
  const reading = useRead<{ filings: { endedAt: string | null }[] }>(`/institutions/${code}/address-filings?state=accepted&limit=200`);
  const standing = reading.data?.filings.filter((one) => one.endedAt === null).length;
  return <Form.Item>{standing === undefined ? t('page.loading') : t('amendment.relocationHint', { count: standing })}</Form.Item>;
}
