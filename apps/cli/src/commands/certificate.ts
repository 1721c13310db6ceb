import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { issue, LONGEST_DAYS, serverNames } from '../certificates.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { readInstallation } from '../installation.ts';

const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/;

export const certificateIssue: Command = {
  name: 'certificate issue',
  zh: '由本安装的证书机构签发 TLS 证书：服务器、网关、测试台',
  en: 'issue a TLS certificate by this installation’s authority: for the server, a gateway, the bed',
  example: 'npx anjie certificate issue gateway-1 gw1.example.cn 10.0.0.5',
  usage: `  NAME       server（换发服务器的证书，运行中的服务器自动采用），或网关等的名称 / server (taken up by the running server), or a name
  HOST…      对方访问它所用的域名或 IPv4 地址；server 可省 / names or IPv4 addresses under which it is reached; may be left out for server
  --days N   有效天数，至多 ${LONGEST_DAYS} / days, at most ${LONGEST_DAYS} (default)
  --out DIR  写到何处，缺省 DATA/tls；私钥 0600 / where to, DATA/tls by default; keys are 0600
  --json     {certificate, key, authority, names}
  对方须信任的证书机构：DATA/tls/authority.pem（ANJIE_CA_FILE） / what the other side has to trust`,
  async run(args) {
    const options = { days: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [name, ...hosts] = positionals;
    if (name === undefined || !NAME.test(name) || name === 'authority')
      throw new WrongUsage(`${name ?? ''}：请给出名称 / name it: a–z 0–9 . -`);
    const wrong = hosts.find((host) => isIP(host) === 6 || !/^[A-Za-z0-9*.-]+$/.test(host));
    if (wrong !== undefined) throw new WrongUsage(`${wrong}：应为域名或 IPv4 地址 / must be a name or an IPv4 address`);
    if (hosts.length === 0 && name !== 'server') throw new WrongUsage('请给出域名或地址 / name a host');
    const days = Number(values.days ?? LONGEST_DAYS);
    if (!Number.isInteger(days) || days < 1 || days > LONGEST_DAYS)
      throw new WrongUsage(`--days ${values.days}：1–${LONGEST_DAYS} 的整数 / a whole number from 1 to ${LONGEST_DAYS}`);
    const installation = readInstallation();
    const { authority, serverCertificate } = installation.files;
    const folder = resolve(values.out ?? join(installation.data, 'tls'));
    const own = name === 'server' && values.out === undefined;
    const files = own ? serverCertificate : { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
    const names = name === 'server' ? [...new Set([...serverNames(), ...hosts])] : hosts;
    issue(installation, files, name, names, days);
    if (values.json) printJson({ certificate: files.cert, key: files.key, authority: authority.cert, names });
    else
      print(`✓ ${names.join(', ')}（${days} 天 / days）
  证书 certificate    ${files.cert}
  私钥 private key    ${files.key}
  证书机构 authority  ${authority.cert}`);
    return 0;
  },
};
