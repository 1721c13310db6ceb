import { findDefect } from './defects.ts';
import { SCHEMES, SEALING, type Signer } from './signature.ts';

/** What the system is told from outside; all by environment. */
export interface Settings {
  readonly endpoint: string;
  readonly kind: 'pharmacy' | 'hospital';
  readonly code: string;
  readonly name: string;
  readonly signer: Signer;
  /** how long a reply is waited for, ms */
  readonly timeoutMs: number;
  /** a defect built in on purpose; '' for none */
  readonly defect: string;
}

export const HELP = `TESTBED_ENDPOINT           平台地址 / address of the platform
TESTBED_INSTITUTION        机构编码 / code of the institution (H… hospital, P… pharmacy)
TESTBED_INSTITUTION_NAME   机构名称 / its name
TESTBED_SIGNING_SCHEME     签名方式：x-ca（缺省）、csb、tif、oauth2-sm、encdata、none / way of signing, x-ca unless said
TESTBED_SIGNING_ID, TESTBED_SIGNING_SECRET   签名用 / for signing
TESTBED_SIGNING_PRIVATE_KEY, TESTBED_SIGNING_PLATFORM_KEY   Base64，oauth2-sm 和 encdata 用 / base64, for oauth2-sm and encdata
HIS_TIMEOUT_MS             等待应答的毫秒数，缺省 15000 / how long a reply is waited for
HIS_DEFECT                 故意内置的缺陷 / a defect built in on purpose
`;

/** @throws Error in both languages for what is missing or wrong */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const need = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`${name}：未设置 / is not set\n${HELP}`);
    return value;
  };
  const code = need('TESTBED_INSTITUTION');
  const kind = code.startsWith('P') ? 'pharmacy' : 'hospital';
  const defect = env.HIS_DEFECT ?? '';
  if (defect !== '' && findDefect(defect)?.his !== kind)
    throw new Error(`HIS_DEFECT=${defect}：${kind} 没有这个缺陷 / is no defect of a ${kind}`);
  const asked = env.TESTBED_SIGNING_SCHEME ?? 'x-ca';
  const scheme = SCHEMES.find((one) => one === asked);
  if (scheme === undefined)
    throw new Error(
      `TESTBED_SIGNING_SCHEME=${asked}：本系统只会 ${SCHEMES.join('、')}，请以其中一种建立测试 / is none of these; begin the campaign with one of them`,
    );
  const key = (name: string): Buffer => Buffer.from(SEALING.includes(scheme) ? need(name) : '', 'base64');
  return {
    endpoint: need('TESTBED_ENDPOINT').replace(/\/+$/, ''),
    kind,
    code,
    name: env.TESTBED_INSTITUTION_NAME ?? '示例机构',
    signer: {
      scheme,
      id: need('TESTBED_SIGNING_ID'),
      secret: need('TESTBED_SIGNING_SECRET'),
      privateKey: key('TESTBED_SIGNING_PRIVATE_KEY'),
      platformKey: key('TESTBED_SIGNING_PLATFORM_KEY'),
    },
    timeoutMs: Number(env.HIS_TIMEOUT_MS ?? 15_000),
    defect,
  };
}
