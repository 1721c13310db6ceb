import { ChoiceField, DayField, PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';
import { isStaff, PARTY_ROLES, STAFF_ROLES } from './account.ts';
import { OwnPasswordField } from './own-password-field.tsx';

interface NewAccount {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly kind: 'person' | 'service';
  readonly password?: string;
  readonly bureauCode?: string;
  readonly partyKind?: string;
  readonly partyCode?: string;
  readonly identityNumber?: string;
  readonly validUntil?: string;
}

/** An account of a bureau's staff or of a party. It serves nobody until the security officer activates it. */
export function CreateAccount() {
  const { t, named } = useWords();
  return (
    <Fill<NewAccount>
      primary
      label={t('accounts.create')}
      initial={{ kind: 'person' }}
      consequence={<span>{t('accounts.createWhat')}</span>}
      act={(body) => ({ path: '/accounts', body })}
    >
      {({ role, kind }) => (
        <>
          <ChoiceField
            name="kind"
            label={t('accounts.kind')}
            options={['person', 'service'].map((value) => ({ value, label: named('account.kind', value) }))}
          />
          <TextField name="login" label={t('login.account')} max={64} hint={t('accounts.loginRule')} />
          <TextField name="name" label={t('accounts.person')} max={50} />
          <PickField
            name="role"
            label={t('accounts.role')}
            options={(kind === 'service' ? PARTY_ROLES : [...STAFF_ROLES, ...PARTY_ROLES]).map((value) => ({
              value,
              label: named('role', value),
            }))}
          />
          {role !== undefined && isStaff(role) && <TextField name="bureauCode" label={t('accounts.bureauCode')} max={64} />}
          {role !== undefined && !isStaff(role) && (
            <>
              <ChoiceField
                name="partyKind"
                label={t('accounts.partyKind')}
                options={['institution', 'firm'].map((value) => ({ value, label: named('account.party', value) }))}
              />
              <TextField name="partyCode" label={t('accounts.partyCode')} max={64} />
            </>
          )}
          {kind === 'person' && (
            <TextField name="identityNumber" label={t('accounts.identityNumber')} max={40} optional hint={t('accounts.identityWhy')} />
          )}
          <DayField name="validUntil" label={t('accounts.validUntil')} optional />
          {kind === 'service' ? (
            <p className="faint">{t('accounts.serviceWhat')}</p>
          ) : (
            <OwnPasswordField label={t('accounts.firstPassword')} />
          )}
        </>
      )}
    </Fill>
  );
}
