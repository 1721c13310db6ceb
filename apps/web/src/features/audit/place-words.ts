import { useWords } from '../../words/language.tsx';

/** "syslog log:6514" as the server names a second place → "日志服务器 log:6514". */
export function usePlaceWords(): (place: string) => string {
  const { named } = useWords();
  return (place) => {
    const [kind = '', ...where] = place.split(' ');
    return [named('chain.place', kind), ...where].join(' ');
  };
}
