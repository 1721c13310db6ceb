/** Settings of the test bed: one table, which validates the environment and prints `--help`. There is none for a production address. */
import { readFileSync, statSync } from 'node:fs';
import { type CertificateFiles, certificateFiles, readCertificate } from '@anjie/transport';

export interface Setting {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly example: string;
  readonly fallback?: string;
}

export const SETTINGS: readonly Setting[] = [
  {
    name: 'ANJIE_TESTBED_DATABASE_URL',
    zh: '联调测试库的连接（登录名 anjie_testbed，库名 anjie_testbed）',
    en: 'connection to the test bed’s own database (login anjie_testbed, database anjie_testbed)',
    example: 'postgresql://anjie_testbed:…@localhost/anjie_testbed',
  },
  { name: 'ANJIE_TESTBED_HOST', zh: '监听地址', en: 'address to listen on', example: '0.0.0.0', fallback: '127.0.0.1' },
  { name: 'ANJIE_TESTBED_PORT', zh: '监听端口，0 表示任意', en: 'port to listen on, 0 takes any', example: '7305', fallback: '7305' },
  {
    name: 'ANJIE_TESTBED_TLS_CERT',
    zh: 'TLS 证书（PEM，含中间证书）；缺省以明文 HTTP 监听',
    en: 'TLS certificate (PEM, with those between); without it plain HTTP is spoken',
    example: '/etc/anjie/testbed.pem',
    fallback: '',
  },
  {
    name: 'ANJIE_TESTBED_TLS_KEY',
    zh: 'TLS 私钥（PEM，0600）',
    en: 'its private key (PEM, 0600)',
    example: '/etc/anjie/testbed.key',
    fallback: '',
  },
  {
    name: 'ANJIE_TESTBED_PUBLIC_URL',
    zh: '厂商看到的地址，缺省为监听地址',
    en: 'address as vendors see it; default: where it listens',
    example: 'https://testbed.example',
    fallback: '',
  },
  {
    name: 'ANJIE_TESTBED_OPERATOR_TOKEN_FILE',
    zh: '管理令牌文件，权限 0600，至少 32 个字符',
    en: 'file with the operator’s token, mode 0600, at least 32 characters',
    example: '/etc/anjie/testbed.token',
  },
  {
    name: 'ANJIE_TESTBED_KEY_FILE',
    zh: '报告签名的 SM2 私钥（PEM，0600），不存在时生成',
    en: 'SM2 private key that signs reports (PEM, 0600); made when missing',
    example: '/etc/anjie/testbed-sm2.pem',
  },
  {
    name: 'ANJIE_TESTBED_HOLD_MS',
    zh: '“超时”故障保持连接的最长毫秒数',
    en: 'longest time a timed-out request is held, milliseconds',
    example: '120000',
    fallback: '120000',
  },
  {
    name: 'ANJIE_TESTBED_DELAY_MS',
    zh: '“迟到”故障的毫秒数',
    en: 'how late a late reply is, milliseconds',
    example: '10000',
    fallback: '10000',
  },
];

export interface Configuration {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  /** null: plain HTTP */
  readonly tls: CertificateFiles | null;
  readonly publicUrl: string;
  readonly operatorToken: string;
  readonly keyFile: string;
  readonly holdMs: number;
  readonly delayMs: number;
}

/** @throws Error in both languages for an unknown ANJIE_TESTBED_* name, or a value that is missing or wrong */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const unknown = Object.keys(env).find((name) => name.startsWith('ANJIE_TESTBED_') && !SETTINGS.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`${unknown}：没有这项设置，见 --help / there is no such setting, see --help`);
  const value = (name: string): string => {
    const setting = SETTINGS.find((one) => one.name === name)!;
    const given = env[name]?.trim() || setting.fallback;
    if (given === undefined) throw new Error(`${name}：未设置，例如 ${setting.example} / is not set, for example ${setting.example}`);
    return given;
  };
  const whole = (name: string, min: number, max: number): number => {
    const number = Number(value(name));
    if (!Number.isInteger(number) || number < min || number > max)
      throw new Error(`${name}=${value(name)}：应为 ${min} 到 ${max} 的整数 / must be a whole number from ${min} to ${max}`);
    return number;
  };
  return {
    databaseUrl: value('ANJIE_TESTBED_DATABASE_URL'),
    host: value('ANJIE_TESTBED_HOST'),
    port: whole('ANJIE_TESTBED_PORT', 0, 65_535),
    tls: readTls(env),
    publicUrl: value('ANJIE_TESTBED_PUBLIC_URL').replace(/\/+$/, ''),
    operatorToken: readSecret('ANJIE_TESTBED_OPERATOR_TOKEN_FILE', value('ANJIE_TESTBED_OPERATOR_TOKEN_FILE')),
    keyFile: value('ANJIE_TESTBED_KEY_FILE'),
    holdMs: whole('ANJIE_TESTBED_HOLD_MS', 100, 600_000),
    delayMs: whole('ANJIE_TESTBED_DELAY_MS', 10, 120_000),
  };
}

function readTls(env: Readonly<Record<string, string | undefined>>): CertificateFiles | null {
  const files = certificateFiles(env, { cert: 'ANJIE_TESTBED_TLS_CERT', key: 'ANJIE_TESTBED_TLS_KEY' });
  if (files !== null) readCertificate(files);
  return files;
}

/** The text of `--help`. */
export function helpText(): string {
  const lines = SETTINGS.map(({ name, zh, en, example, fallback }) => {
    const need = fallback === undefined ? '必填 required' : `可省 optional${fallback === '' ? '' : `, ${fallback}`}`;
    return `  ${name}  (${need})\n      ${zh}\n      ${en}\n      ${name}=${example}`;
  });
  return `安接联调测试台 Anjie test bed\n\n${lines.join('\n')}\n`;
}

/** A secret of at least 32 characters from a file only its owner reads. */
export function readSecret(name: string, file: string): string {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${name}=${file}：他人可读，请 chmod 600 / is readable by others, run chmod 600`);
  const text = readFileSync(file, 'utf8').trim();
  if (text.length < 32) throw new Error(`${name}=${file}：不足 32 个字符 / is shorter than 32 characters`);
  return text;
}
