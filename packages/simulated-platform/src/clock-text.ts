import { stamp } from '@anjie/national-interface';

/** yyyy-MM-dd HH:mm:ss in China's time. */
export function timeText(at: number): string {
  const s = stamp(at);
  return `${s.slice(0, 4)}-${s.slice(4, 6)}-${s.slice(6, 8)} ${s.slice(8, 10)}:${s.slice(10, 12)}:${s.slice(12, 14)}`;
}

/** yyyy-MM-dd in China's time. */
export function dateText(at: number): string {
  return timeText(at).slice(0, 10);
}
