import { Button, Checkbox, Popover } from 'antd';
import { useWords } from '../../words/language.tsx';
import { type ListShape, PERSONAL } from './list-shape.ts';

interface ColumnChoiceProps {
  readonly shape: ListShape;
  readonly chosen: readonly string[];
  readonly change: (names: readonly string[]) => void;
}

/** Which columns are shown, and so exported; the last one stays. */
export function ColumnChoice({ shape, chosen, change }: ColumnChoiceProps) {
  const { t, said } = useWords();
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    if (next.length > 0) change(next);
  };
  const content = (
    <div className="column-choice">
      {shape.columns.map((one) => (
        <Checkbox key={one.name} checked={chosen.includes(one.name)} onChange={() => toggle(one.name)}>
          {said(one.title)}
          {one.grade === PERSONAL && <span className="faint">{` ${t('ledger.masked')}`}</span>}
        </Checkbox>
      ))}
    </div>
  );
  return (
    <Popover trigger="click" content={content} title={t('ledger.columns')}>
      <Button size="small">{t('ledger.columns')}</Button>
    </Popover>
  );
}
