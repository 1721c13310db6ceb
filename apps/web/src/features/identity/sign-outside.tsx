import { Button, Flex, Input } from 'antd';
import { useId, useState } from 'react';
import { download } from '../../parts/csv.ts';
import { useWords } from '../../words/language.tsx';

const FILE = 'anjie-login.txt';
/** GB/T 35276: the signer id where none was agreed on. */
const COMMAND = `openssl pkeyutl -sign -inkey client.pem -rawin -digest sm3 -in ${FILE} -pkeyopt distid:1234567812345678 | base64 -w0`;

interface SignOutsideProps {
  /** what the server asks to be signed */
  readonly text: string;
  /** also asks for the public key, while it is being enrolled */
  readonly enrolling: boolean;
  readonly busy: boolean;
  readonly act: string;
  readonly signed: (signature: string, publicKey: string) => void;
}

/**
 * A client key signs outside the browser, with the program or device that holds it: no page ever sees a private key. The page gives the text
 * and takes the signature.
 */
export function SignOutside({ text, enrolling, busy, act, signed }: SignOutsideProps) {
  const { t } = useWords();
  const [keyId, signatureId] = [useId(), useId()];
  const [publicKey, setPublicKey] = useState('');
  const [signature, setSignature] = useState('');
  const plain = signature.replace(/\s/g, '');
  return (
    <form
      className="column"
      onSubmit={(event) => {
        event.preventDefault();
        signed(plain, publicKey.trim());
      }}
    >
      <span>{t('sm2.what')}</span>
      <pre className="value commands">{text}</pre>
      <Flex gap={8} wrap>
        <Button size="small" onClick={() => download(FILE, new Blob([text], { type: 'application/octet-stream' }))}>
          {t('sm2.download')}
        </Button>
      </Flex>
      <span className="faint">{t('sm2.how')}</span>
      <code className="value">{COMMAND}</code>
      {enrolling && (
        <label className="field" htmlFor={keyId}>
          <span className="label">{t('sm2.publicKey')}</span>
          <Input.TextArea id={keyId} rows={4} maxLength={1000} value={publicKey} onChange={(event) => setPublicKey(event.target.value)} />
        </label>
      )}
      <label className="field" htmlFor={signatureId}>
        <span className="label">{t('sm2.signature')}</span>
        <Input.TextArea
          id={signatureId}
          rows={2}
          maxLength={400}
          value={signature}
          onChange={(event) => setSignature(event.target.value)}
        />
      </label>
      <Button type="primary" htmlType="submit" loading={busy} disabled={plain === '' || (enrolling && publicKey.trim() === '')}>
        {act}
      </Button>
    </form>
  );
}
