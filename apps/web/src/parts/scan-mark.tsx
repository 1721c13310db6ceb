import { useWords } from '../words/language.tsx';
import { shortTime } from './time.ts';

interface ScanMarkProps {
  /** 'clean' | 'not-scanned' | 'unreachable', as the server says of a file */
  readonly scan: string;
  /** when that was said */
  readonly at: string;
}

/** Whether a file was looked through for viruses before it was kept, and when; why not, where it was not (NX-附3.2-4d). */
export function ScanMark({ scan, at }: ScanMarkProps) {
  const { named } = useWords();
  const words = named('scan', scan);
  return scan === 'clean' ? <span className="faint">{`${words} ${shortTime(at)}`}</span> : <span className="unscanned">{words}</span>;
}
