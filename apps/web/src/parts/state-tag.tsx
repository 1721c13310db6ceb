import { Tag } from 'antd';
import { COLOURS } from '../theme.ts';
import { useWords, type WordKey } from '../words/language.tsx';

type Look = { readonly colour: string; readonly solid: boolean };
const look = (colour: string, solid = false): Look => ({ colour, solid });

/** One vocabulary everywhere; the word always stands with its colour. */
const LOOKS = {
  admitted: look(COLOURS.green, true),
  'test-only': look(COLOURS.blue, true),
  connecting: look(COLOURS.neutral),
  refused: look(COLOURS.red),
  'settlement-suspended': look(COLOURS.amber, true),
  'cut-off': look(COLOURS.red, true),
  ordered: look(COLOURS.red),
  acknowledged: look(COLOURS.red),
  verified: look(COLOURS.red, true),
  rectifying: look(COLOURS.amber),
  terminated: look(COLOURS.dark, true),
  blacklisted: look(COLOURS.dark, true),
  pending: look(COLOURS.neutral),
  inForce: look(COLOURS.red),
  lifted: look(COLOURS.neutral),
  filed: look(COLOURS.amber),
  accepted: look(COLOURS.green),
  returned: look(COLOURS.amber, true),
  cancelled: look(COLOURS.neutral),
  ended: look(COLOURS.neutral),
  open: look(COLOURS.amber),
  approved: look(COLOURS.green),
  declined: look(COLOURS.neutral),
} as const;

export type State = keyof typeof LOOKS;

/** The state of something, as a word in its colour. */
export function StateTag({ state, word }: { readonly state: State; readonly word?: string }) {
  const { t } = useWords();
  const { colour, solid } = LOOKS[state];
  const style = solid
    ? { color: '#fff', backgroundColor: colour, borderColor: colour }
    : { color: colour, backgroundColor: '#fff', borderColor: colour, borderStyle: state === 'pending' ? 'dashed' : 'solid' };
  return (
    <Tag style={{ marginInlineEnd: 0, ...style }} variant="outlined">
      {word ?? t(`state.${state}` as WordKey)}
    </Tag>
  );
}

export function isState(state: string): state is State {
  return state in LOOKS;
}
