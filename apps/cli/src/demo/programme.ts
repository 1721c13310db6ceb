import { print } from '../command.ts';
import type { Audience, PlayedStep } from './story.ts';
import type { Words } from './words.ts';

/** Prints the story as it is played. */
export const programme: Audience = {
  chapter(title: Words) {
    print(`\n${title.zh} / ${title.en}`);
  },
  step(step: PlayedStep, number: number) {
    const [zh = '', en = ''] = step.title.split(' / ');
    print(`\n${step.ok ? '✓' : '✗'} ${String(number).padStart(2)}  ${clockOf(step)}  ${zh}`);
    print(`      ${en}`);
    if (step.clauses.length > 0) print(`      依据 ${step.clauses.join('、')}`);
    for (const note of step.notes) print(`      · ${note}`);
    if (step.ok) print(`      结果 ${step.actual}`);
    else print(`      应为 ${step.expected}\n      实为 ${step.actual}`);
  },
};

/** The table at the end. */
export function printTable(steps: readonly PlayedStep[], seconds: number): void {
  print('\n序号  时间                 结果  依据                    步骤');
  for (const [index, step] of steps.entries()) {
    const [zh = ''] = step.title.split(' / ');
    const clauses = pad(step.clauses.join(' ') || '—', 22);
    print(`${String(index + 1).padStart(4)}  ${clockOf(step)}  ${step.ok ? '相符' : '不符'}  ${clauses}  ${zh}`);
  }
  const held = steps.filter((step) => step.ok).length;
  print(
    `\n共 ${steps.length} 步，相符 ${held} 步，不符 ${steps.length - held} 步，用时 ${seconds.toFixed(1)} 秒 / ` +
      `${steps.length} steps, ${held} as expected, ${steps.length - held} not, in ${seconds.toFixed(1)} s`,
  );
}

const clockOf = (step: PlayedStep) => step.at.slice(0, 19).replace('T', ' ');

/** Chinese characters are two columns wide. */
function pad(text: string, columns: number): string {
  const width = [...text].reduce((sum, character) => sum + (/[⺀-￿]/u.test(character) ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(0, columns - width));
}
