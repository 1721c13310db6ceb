import { existsSync } from 'node:fs';
import { tlsFault, trustAuthorities } from '@anjie/transport';
import { type Command, Failure, print, WrongUsage } from './command.ts';
import { commands } from './commands/index.ts';
import { readInstallation } from './installation.ts';

/** `anjie`: human output by default, --json for programs; exit 0 = holds, 1 = does not hold, 2 = wrong usage. */
async function main(words: string[]): Promise<number> {
  const command = find(words);
  if (command === null) {
    const wanted = words.filter((word) => !word.startsWith('-')).join(' ');
    if (wanted !== '') process.stderr.write(`没有这个命令 / there is no such command: ${wanted}\n\n`);
    overview();
    return words.includes('--help') || words.length === 0 ? 0 : 2;
  }
  const rest = words.slice(command.name.split(' ').length);
  if (rest.includes('--help')) {
    help(command);
    return 0;
  }
  try {
    const { caFile } = readInstallation();
    if (caFile !== null && existsSync(caFile)) trustAuthorities(caFile);
    return await command.run(rest);
  } catch (error) {
    const misused = usageFault(error);
    if (misused !== null) {
      process.stderr.write(`${misused}\n\n`);
      help(command, process.stderr);
      return 2;
    }
    if (error instanceof Failure) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    const wire = tlsFault(error);
    if (wire !== null) {
      process.stderr.write(`${wire}\n`);
      return 1;
    }
    const { message, stack } = error as Error;
    process.stderr.write(`命令内部错误 / an internal error of the command: ${message}\n`);
    if (process.env.ANJIE_LOG === 'info') process.stderr.write(`${stack}\n`);
    return 1;
  }
}

/** What is wrong with the words of the command line; null where something else is wrong. */
function usageFault(error: unknown): string | null {
  if (error instanceof WrongUsage) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  const named = /'([^']*)'/.exec(message ?? '')?.[1] ?? '';
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `没有这个选项 / there is no such option: ${named}`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `多余的参数 / one argument too many: ${named}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return `选项的值缺少或多余 / the option lacks its value, or takes none: ${named}`;
    default:
      return null;
  }
}

/** The command with the longest name that the words begin with. */
function find(words: string[]): Command | null {
  const fits = commands.filter((command) => command.name.split(' ').every((part, i) => words[i] === part));
  return fits.sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}

function help(command: Command, to: NodeJS.WritableStream = process.stdout): void {
  to.write(`anjie ${command.name} — ${command.zh} / ${command.en}\n\n${command.usage}\n\n例 / example:\n  ${command.example}\n`);
}

function overview(): void {
  print('anjie — 安接：让规定可以执行 / makes the regulation executable\n');
  for (const command of commands) print(`  ${command.name.padEnd(24)}${command.zh} / ${command.en}`);
  print('\nanjie COMMAND --help  每个命令的用法和例子 / usage and an example of each');
}

process.exitCode = await main(process.argv.slice(2));
