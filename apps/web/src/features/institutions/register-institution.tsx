import { useNavigate } from 'react-router';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';

interface Registration {
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly tier?: string;
  readonly address?: string;
  readonly contactName?: string;
  readonly contactPhone?: string;
  readonly legalRepresentative?: string;
}

/** One institution of the bureau's own territory; many at once come by import. */
export function RegisterInstitution() {
  const { t, named } = useWords();
  const navigate = useNavigate();
  return (
    <Fill<Registration>
      label={t('institution.register')}
      primary
      wide
      initial={{ kind: 'pharmacy' }}
      act={(body) => ({ path: '/institutions', body })}
      done={(answer) => navigate(`/institutions/${(answer as { code: string }).code}`)}
    >
      <div className="form-part">
        <ChoiceField
          name="kind"
          label={t('common.kind')}
          options={['hospital', 'pharmacy'].map((one) => ({ value: one, label: named('institution', one) }))}
        />
        <TextField name="code" label={t('common.code')} max={12} hint={t('institution.codeHint')} />
        <TextField name="name" label={t('common.name')} max={200} />
        <TextField name="tier" label={t('institution.tier')} max={20} optional />
        <TextField name="address" label={t('common.address')} max={300} optional />
        <TextField name="contactName" label={t('application.contactName')} max={50} optional />
        <TextField name="contactPhone" label={t('application.contactPhone')} tel max={20} optional />
        <TextField name="legalRepresentative" label={t('contacts.legal')} max={50} optional />
      </div>
    </Fill>
  );
}
