import { Button, Card, Descriptions } from 'antd';
import { useState } from 'react';
import { useRead } from '../../api/use-api.ts';
import { Loaded } from '../../parts/page.tsx';
import { useWords } from '../../words/language.tsx';

interface Contacts {
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  readonly legalRepresentative: string | null;
}

/** Contact and legal representative: covered until somebody asks, and whoever asks leaves a trace. */
export function ContactsCard({ code }: { readonly code: string }) {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  return (
    <Card title={t('contacts.title')}>
      {asked ? <Shown code={code} hide={() => setAsked(false)} /> : <Covered show={() => setAsked(true)} />}
    </Card>
  );
}

function Covered({ show }: { readonly show: () => void }) {
  const { t } = useWords();
  return (
    <div className="column">
      <span className="faint">{t('contacts.covered')}</span>
      <div>
        <Button size="small" onClick={show}>
          {t('contacts.show')}
        </Button>
      </div>
    </div>
  );
}

function Shown({ code, hide }: { readonly code: string; readonly hide: () => void }) {
  const { t } = useWords();
  const reading = useRead<Contacts>(`/institutions/${code}/contacts`);
  return (
    <Loaded of={reading} rows={2}>
      {({ contactName, contactPhone, legalRepresentative }) => (
        <div className="column">
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: 'name', label: t('application.contactName'), children: contactName ?? t('common.none') },
              { key: 'phone', label: t('application.contactPhone'), children: contactPhone ?? t('common.none') },
              { key: 'legal', label: t('contacts.legal'), children: legalRepresentative ?? t('common.none') },
            ]}
          />
          <div>
            <Button size="small" onClick={hide}>
              {t('contacts.hide')}
            </Button>
          </div>
        </div>
      )}
    </Loaded>
  );
}
