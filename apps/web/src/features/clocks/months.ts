interface Dated {
  readonly date: string;
  readonly counts: boolean;
}

export interface Month<Day extends Dated> {
  readonly month: string;
  /** weeks from Monday to Sunday; null outside the month */
  readonly weeks: readonly (readonly (Day | null)[])[];
  readonly worked: number;
}

/** The days of a year, in order, as months of weeks that begin on Monday (GB/T 7408). */
export function monthsOf<Day extends Dated>(days: readonly Day[]): Month<Day>[] {
  const months = [...new Set(days.map((day) => day.date.slice(5, 7)))];
  return months.map((month) => {
    const inside = days.filter((day) => day.date.slice(5, 7) === month);
    const places: (Day | null)[] = [...Array<null>(weekdayOf(inside[0]!.date)).fill(null), ...inside];
    while (places.length % 7 !== 0) places.push(null);
    const weeks = Array.from({ length: places.length / 7 }, (_, i) => places.slice(i * 7, i * 7 + 7));
    return { month, weeks, worked: inside.filter((day) => day.counts).length };
  });
}

/** 0: Monday … 6: Sunday */
function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}
