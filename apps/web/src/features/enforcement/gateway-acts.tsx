import { useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { TextField, TicksField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useWords } from '../../words/language.tsx';

export interface GatewaySecret {
  readonly code: string;
  readonly secret: string;
}

const ENVIRONMENTS = ['production', 'test'] as const;

/** Enrols a gateway; its secret is told once. */
export function EnrolGateway({ told }: { readonly told: (secret: GatewaySecret) => void }) {
  const { t, named } = useWords();
  return (
    <Fill<{ code: string; name: string; environments: string[] }>
      primary
      label={t('gateway.enrol')}
      consequence={<span>{t('gateway.enrolWhat')}</span>}
      act={(body) => ({ path: '/enforcement/gateways', body })}
      done={(answer) => told(answer as GatewaySecret)}
    >
      <TextField name="code" label={t('gateways.code')} max={63} hint={t('gateway.codeHint')} />
      <TextField name="name" label={t('common.name')} max={100} />
      <TicksField
        name="environments"
        label={t('gateways.environments')}
        hint={t('gateway.environmentsHint')}
        options={ENVIRONMENTS.map((value) => ({ value, label: named('environment', value) }))}
      />
    </Fill>
  );
}

/** A new secret for a gateway that stands: the former one ends at once. */
export function RenewSecret({ code, told }: { readonly code: string; readonly told: (secret: GatewaySecret) => void }) {
  const { t } = useWords();
  return (
    <Fill
      danger
      label={t('gateway.renew')}
      consequence={<span>{t('gateway.renewWhat', { code })}</span>}
      act={() => ({ path: `/enforcement/gateways/${code}/secret` })}
      done={(answer) => told(answer as GatewaySecret)}
    >
      {null}
    </Fill>
  );
}

/** What of gateways an administrator may do, and the secret that the last of these acts told. */
export function useGatewayActs(person: Person) {
  const { t } = useWords();
  const [secret, setSecret] = useState<GatewaySecret | null>(null);
  return {
    enrol: may(person, 'postEnforcementGateways') ? <EnrolGateway told={setSecret} /> : null,
    renew: may(person, 'postEnforcementGatewaysCodeSecret') ? (code: string) => <RenewSecret code={code} told={setSecret} /> : null,
    secret:
      secret === null ? null : (
        <ShownOnce
          title={t('gateway.once', { code: secret.code })}
          secret={secret.secret}
          use={t('gateway.use')}
          kept={() => setSecret(null)}
        />
      ),
  };
}
