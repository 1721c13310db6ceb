/** Why a TLS connection did not come about, in both languages, by the code of Node or OpenSSL. */
const WORDS: readonly { readonly codes: readonly string[]; readonly zh: string; readonly en: string }[] = [
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_SIGNATURE_FAILURE',
    ],
    zh: '对方证书不是所信任的机构签发；核实对方后，请在 ANJIE_CA_FILE 中列入其签发机构',
    en: 'the certificate is not of an authority that is trusted here; once sure of the other side, name its authority in ANJIE_CA_FILE',
  },
  { codes: ['CERT_HAS_EXPIRED'], zh: '对方证书已过期，请对方换发', en: 'the certificate has expired; the other side must renew it' },
  {
    codes: ['CERT_NOT_YET_VALID'],
    zh: '对方证书尚未生效，请核对两边的时钟',
    en: 'the certificate is not valid yet; compare the clocks of both sides',
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    zh: '对方证书不属于所连接的地址；请换用证书所列的名称，或换发证书',
    en: 'the certificate does not speak for this address; use a name that it lists, or have it issued anew',
  },
  {
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
    zh: '对方没有使用 TLS；请核对地址是 http:// 还是 https://',
    en: 'the other side speaks no TLS; look whether the address is http:// or https://',
  },
  {
    codes: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_NO_PROTOCOLS_AVAILABLE'],
    zh: '对方只支持 TLS 1.2 以前的版本，不予连接',
    en: 'the other side speaks only versions before TLS 1.2, which are not used',
  },
  {
    codes: ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_NO_SHARED_CIPHER'],
    zh: '双方没有共同的密码套件（国密 TLCP 不受支持，须由代理终结）',
    en: 'no cipher suite in common (TLCP is not spoken here; a proxy has to end it)',
  },
];

/** The reason in words, where the error, or what caused it, is one of TLS; else null. */
export function tlsFault(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = String((at as NodeJS.ErrnoException).code ?? '');
    const words = WORDS.find(({ codes }) => codes.includes(code));
    if (words !== undefined) return `${words.zh} / ${words.en} (${code})`;
  }
  return null;
}
