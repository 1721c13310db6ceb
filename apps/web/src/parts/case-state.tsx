import { Tag } from 'antd';
import { COLOURS } from '../theme.ts';
import { useWords } from '../words/language.tsx';

/** Colour and mark of a case's state; neither stands without its word. */
const LOOKS: Readonly<Record<string, { readonly colour: string; readonly mark: string }>> = {
  pass: { colour: COLOURS.green, mark: '✓' },
  attested: { colour: COLOURS.green, mark: '✓' },
  warning: { colour: COLOURS.amber, mark: '△' },
  fail: { colour: COLOURS.red, mark: '✗' },
  error: { colour: COLOURS.red, mark: '✗' },
  waiting: { colour: COLOURS.neutral, mark: '○' },
};
const OTHER = { colour: COLOURS.neutral, mark: '–' };

/** The state of a case as a word in its colour. */
export function CaseState({ state }: { readonly state: string }) {
  const { named } = useWords();
  const { colour, mark } = LOOKS[state] ?? OTHER;
  return (
    <Tag variant="outlined" style={{ color: colour, borderColor: colour, backgroundColor: '#fff', marginInlineEnd: 0 }}>
      {`${mark} ${named('casestate', state)}`}
    </Tag>
  );
}

/** The state of a case as one mark in a grid: its word is said to who does not see it. */
export function CaseMark({ state, of }: { readonly state: string; readonly of: string }) {
  const { named } = useWords();
  const { colour, mark } = LOOKS[state] ?? OTHER;
  const words = `${of} ${named('casestate', state)}`;
  return (
    <span role="img" className="matrix-mark" style={{ color: colour }} title={words} aria-label={words}>
      {mark}
    </span>
  );
}
