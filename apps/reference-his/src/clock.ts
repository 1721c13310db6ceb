/** The system's clock, in Beijing time. */
export class Clock {
  #offset = 0;

  /** yyyy-MM-dd HH:mm:ss */
  text(shift = 0): string {
    return new Date(Date.now() + this.#offset + shift + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  }

  day(): string {
    return this.text().slice(0, 10);
  }

  /** yyyyMMddHHmmss */
  stamp(): string {
    return this.text().replace(/\D/g, '');
  }

  /** Sets the clock by a time of the platform, yyyyMMddHHmmssSSS: nobody should. */
  setBy(text: string): void {
    const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text) ?? [];
    if (y !== undefined) this.#offset = Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}+08:00`) - Date.now();
  }
}
