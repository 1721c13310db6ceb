/** One command of `anjie`. */
export interface Command {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** one line that can be copied */
  readonly example: string;
  /** options and arguments, a line each */
  readonly usage: string;
  /** exit code: 0 holds, 1 does not hold */
  run(args: string[]): Promise<number>;
}

/** Wrong usage: exit code 2, the usage is printed. */
export class WrongUsage extends Error {}

/** Something that can be said in words and mended by the person: exit code 1. */
export class Failure extends Error {}

/** One JSON document on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}
