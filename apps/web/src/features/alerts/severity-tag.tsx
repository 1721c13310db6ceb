import { Tag } from 'antd';
import { COLOURS } from '../../theme.ts';
import { useWords } from '../../words/language.tsx';
import type { Alert } from './alert.ts';

const COLOUR = { critical: COLOURS.red, warning: COLOURS.amber, notice: COLOURS.neutral } as const;

/** How grave an alert is, as a word in its colour. */
export function SeverityTag({ severity }: { readonly severity: Alert['severity'] }) {
  const { named } = useWords();
  const colour = COLOUR[severity];
  const style = severity === 'critical' ? { color: '#fff', backgroundColor: colour } : { color: colour, backgroundColor: '#fff' };
  return (
    <Tag variant="outlined" style={{ marginInlineEnd: 0, borderColor: colour, ...style }}>
      {named('alert.severity', severity)}
    </Tag>
  );
}
