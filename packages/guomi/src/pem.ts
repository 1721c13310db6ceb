import { GuomiError } from './guomi-error.ts';

export interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Every block of a PEM text, in order. @throws GuomiError 'encoding-invalid' when there is none or one is not base64. Source: RFC 7468. */
export function readPem(text: string): PemBlock[] {
  const blocks = [...text.matchAll(BLOCK)].map(([, label, body]) => {
    const base64 = body!.replace(/\s+/g, '');
    if (!BASE64.test(base64) || base64.length % 4 !== 0)
      throw new GuomiError('encoding-invalid', `PEM 块 ${label} 的内容不是 base64`, `the PEM block ${label} is not base64`);
    return { label: label!, der: Buffer.from(base64, 'base64') };
  });
  if (blocks.length === 0)
    throw new GuomiError('encoding-invalid', '没有 PEM 块（-----BEGIN …-----）', 'there is no PEM block (-----BEGIN …-----)');
  return blocks;
}

/** One PEM block with lines of 64 characters. Source: RFC 7468 §2. */
export function writePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
