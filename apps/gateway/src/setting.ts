/** Settings of the gateway process: one table, which validates the environment and prints `--help`. */

export interface Setting {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly example: string;
  /** taken where the variable is absent; undefined: see `required` */
  readonly fallback?: string;
  readonly required: boolean;
}

export const SETTINGS: readonly Setting[] = [
  {
    name: 'ANJIE_MODE',
    zh: '运行方式：demonstration 演示，production 生产',
    en: 'demonstration or production',
    example: 'production',
    required: true,
  },
  {
    name: 'ANJIE_GATEWAY_ID',
    zh: '网关编号，登记时取得',
    en: 'code of this gateway, given at enrolment',
    example: 'gw-640100-1',
    required: true,
  },
  {
    name: 'ANJIE_GATEWAY_LISTEN',
    zh: '监听地址和端口',
    en: 'address and port to listen on',
    example: '0.0.0.0:7301',
    fallback: '127.0.0.1:7301',
    required: false,
  },
  {
    name: 'ANJIE_GATEWAY_TLS_CERT',
    zh: '面向机构一侧的 TLS 证书（PEM，含中间证书）；缺省以明文 HTTP 监听',
    en: 'TLS certificate towards the institutions (PEM, with those between); without it plain HTTP is spoken',
    example: '/etc/anjie/gateway.pem',
    required: false,
  },
  {
    name: 'ANJIE_GATEWAY_TLS_KEY',
    zh: 'TLS 私钥（PEM），权限须为 0600',
    en: 'its private key (PEM), mode 0600',
    example: '/etc/anjie/gateway.key',
    required: false,
  },
  {
    name: 'ANJIE_CA_FILE',
    zh: '连接服务器和平台时所信任的证书机构（PEM），代替系统的',
    en: 'authorities that connections to server and platform trust (PEM), instead of the system’s',
    example: '/etc/anjie/authority.pem',
    required: false,
  },
  {
    name: 'ANJIE_GATEWAY_ENVIRONMENTS',
    zh: '服务的环境：生产方式下只能是 production 或 test 之一；演示方式下可以两个都有（路径前缀 /production、/test）',
    en: 'environments served: exactly one of production, test in production mode; both (path prefixes /production, /test) in a demonstration',
    example: 'production,test',
    required: true,
  },
  {
    name: 'ANJIE_GATEWAY_UPSTREAM_PRODUCTION',
    zh: '国家平台生产环境的地址',
    en: "address of the national platform's production environment",
    example: 'http://10.0.0.1:8080',
    required: false,
  },
  {
    name: 'ANJIE_GATEWAY_UPSTREAM_TEST',
    zh: '国家平台测试环境的地址',
    en: "address of the national platform's test environment",
    example: 'http://10.0.1.1:8080',
    required: false,
  },
  {
    name: 'ANJIE_GATEWAY_UPSTREAM_TIMEOUT_MS',
    zh: '等待平台应答的毫秒数',
    en: 'milliseconds to wait for the platform',
    example: '60000',
    fallback: '60000',
    required: false,
  },
  {
    name: 'ANJIE_SERVER_URL',
    zh: '安接服务器的地址',
    en: 'address of the Anjie server',
    example: 'http://127.0.0.1:7300',
    required: true,
  },
  {
    name: 'ANJIE_GATEWAY_SECRET_FILE',
    zh: '登记密钥文件，权限须为 0600，至少 32 个字符',
    en: 'file with the enrolment secret, mode 0600, at least 32 characters',
    example: '/etc/anjie/gateway.secret',
    required: true,
  },
  {
    name: 'ANJIE_GATEWAY_DATA',
    zh: '数据目录：准入快照、变更日志、交易记录',
    en: 'folder of the admission snapshot, the journal and the records',
    example: '/var/lib/anjie-gateway',
    required: true,
  },
];

/** The text of `--help`, Chinese and English. */
export function helpText(): string {
  const lines = SETTINGS.map((setting) => {
    const need = setting.required ? '必填 required' : `可省 optional${setting.fallback === undefined ? '' : `, ${setting.fallback}`}`;
    return `  ${setting.name}  (${need})\n      ${setting.zh}\n      ${setting.en}\n      ${setting.name}=${setting.example}`;
  });
  return `安接准入网关 Anjie access gateway\n\n全部设置取自环境变量 All settings come from the environment:\n\n${lines.join('\n')}\n`;
}
