import { useSystems } from '../../api/firms.ts';
import { CountField, PickField, TextField } from '../../parts/fields.tsx';
import { useWords } from '../../words/language.tsx';

/** 附件二 part 1; name and national code are the institution's own. */
export function InstitutionPart() {
  const { t } = useWords();
  return (
    <>
      <TextField name={['institution', 'address']} label={t('form2.address')} max={300} hint={t('form2.addressHint')} />
      <div className="form-part">
        <TextField name={['institution', 'contactName']} label={t('application.contactName')} max={50} />
        <TextField name={['institution', 'contactPhone']} label={t('application.contactPhone')} tel max={20} />
      </div>
    </>
  );
}

/** 附件二 part 2, without the vendor's promise. */
export function SystemPart() {
  const { t, named } = useWords();
  const systems = useSystems();
  return (
    <div className="form-part">
      <PickField name="systemCode" label={t('application.formSystem')} options={systems} hint={t('form2.systemHint')} />
      <PickField
        name={['system', 'deployment']}
        label={t('application.deployment')}
        optional
        options={['standalone', 'cloud'].map((one) => ({ value: one, label: named('application.deployment', one) }))}
      />
      <TextField name={['system', 'contactName']} label={t('application.contactName')} max={50} />
      <TextField name={['system', 'contactPhone']} label={t('application.contactPhone')} tel max={20} />
      <TextField name={['system', 'test', 'address']} label={t('application.testAddress')} />
      <CountField name={['system', 'test', 'port']} label={`${t('application.testAddress')} ${t('application.port')}`} max={65535} />
      <TextField name={['system', 'production', 'address']} label={t('application.productionAddress')} />
      <CountField
        name={['system', 'production', 'port']}
        label={`${t('application.productionAddress')} ${t('application.port')}`}
        max={65535}
      />
    </div>
  );
}
