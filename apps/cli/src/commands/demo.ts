import { parseArgs } from 'node:util';
import { type Command, print, printJson } from '../command.ts';
import { play } from '../demo/play.ts';
import { printTable, programme } from '../demo/programme.ts';
import { startWhereNothingRuns } from '../demo/running-system.ts';
import { openStage } from '../demo/stage.ts';
import { type Audience, Story } from '../demo/story.ts';
import { readInstallation } from '../installation.ts';
import { DEMONSTRATION_PASSWORD } from '../up/provision.ts';

const silence: Audience = { chapter: () => {}, step: () => {} };

export const demo: Command = {
  name: 'demo',
  zh: '演示全部经过：一家药店从首次备案到结算',
  en: 'play the story: from the first filing to the first admitted settlement',
  example: 'npm run demo',
  usage:
    '  --json   {steps:[{at, title, clauses, expected, actual, ok, notes}], ok}\n' +
    '  没有系统在运行时自行启动，演完停止；可重复演示 / starts the system where none runs and stops it again; repeatable',
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const installation = readInstallation();
    const say = (line: string) => (values.json ? process.stderr.write(`${line}\n`) : print(line));
    const system = await startWhereNothingRuns(installation, say);
    try {
      const story = new Story(values.json ? silence : programme);
      const began = performance.now();
      await play(await openStage(story, installation.urls, DEMONSTRATION_PASSWORD));
      if (values.json) printJson({ steps: story.steps, ok: story.ok });
      else printTable(story.steps, (performance.now() - began) / 1000);
      return story.ok ? 0 : 1;
    } finally {
      await system.stop();
    }
  },
};
