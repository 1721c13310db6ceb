import { Tag } from 'antd';
import { COLOURS } from '../../theme.ts';
import { useWords } from '../../words/language.tsx';
import type { Message } from './joint-test.ts';

/** What became of a message, in one word and its colour. */
export function Outcome({ of }: { readonly of: Message }) {
  const { t, named } = useWords();
  const grave = of.findings.filter((one) => one.severity === 'error').length;
  const colour = of.reply === 'refused' || grave > 0 || of.signature?.ok === false ? COLOURS.red : COLOURS.green;
  return (
    <span className="message-outcome">
      <Tag variant="outlined" style={{ color: colour, borderColor: colour, backgroundColor: '#fff', marginInlineEnd: 0 }}>
        {named('reply', of.reply)}
      </Tag>
      {of.findings.length > 0 && <span className="owed">{t('message.found', { count: of.findings.length })}</span>}
    </span>
  );
}
