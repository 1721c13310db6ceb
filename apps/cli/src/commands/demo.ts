import type { Command } from '../command.ts';

export const demo: Command = {
  name: 'demo',
  zh: '演示全部经过',
  en: 'play the story',
  example: 'npm run demo',
  usage: '  --json   {steps:[{at, title, clauses, expected, actual, ok}], ok}',
  run: async () => 1,
};
