import { Button, Modal } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { download } from '../../parts/csv.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';

interface Proof {
  readonly text: string;
  readonly pem: string;
  readonly commands: string;
}

/** The commands that a test runs, from the page that tells them. */
async function commandsOf(): Promise<string> {
  const { default: page } = await import('../../../../../docs/check-one-row.md?raw');
  return /```sh\n(.*?)```/s.exec(page)?.[1] ?? '';
}

/** One row with what proves its place to somebody who sees no other: the proof, the key, and the commands of OpenSSL that check it. */
export function ProveRow({ seq }: { readonly seq: number }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [proof, setProof] = useState<Proof | null>(null);
  const [error, setError] = useState<unknown>(null);
  const prove = async () => {
    setBusy(true);
    setError(null);
    try {
      const [answer, key, commands] = await Promise.all([
        call<{ proof: string }>('GET', `/audit/events/${seq}/proof`),
        call<{ pem: string }>('GET', '/audit/key'),
        commandsOf(),
      ]);
      setProof({ text: answer.proof, pem: key.pem, commands });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const save = (name: string, text: string) => download(name, new Blob([text], { type: 'application/octet-stream' }));
  return (
    <div className="column">
      <div>
        <Button size="small" loading={busy} onClick={() => void prove()}>
          {t('prove.row')}
        </Button>
      </div>
      {error !== null && <ProblemNotice error={error} />}
      {proof !== null && (
        <Modal
          open
          width={860}
          title={t('prove.of', { seq })}
          footer={<Button onClick={() => setProof(null)}>{t('prove.close')}</Button>}
          onCancel={() => setProof(null)}
        >
          <div className="column">
            <span>{t('prove.what')}</span>
            <div className="filters">
              <Button type="primary" onClick={() => save('proof.json', proof.text)}>
                {t('prove.saveProof')}
              </Button>
              <Button onClick={() => save('audit.pem', proof.pem)}>{t('chain.downloadKey')}</Button>
              <Button onClick={() => save('check-one-row.sh', proof.commands)}>{t('prove.saveCommands')}</Button>
            </div>
            <span>{t('prove.how')}</span>
            <section aria-label={t('prove.commands')}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1) */}
              <pre className="value commands" tabIndex={0}>
                {proof.commands}
              </pre>
            </section>
          </div>
        </Modal>
      )}
    </div>
  );
}
