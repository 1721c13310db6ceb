import { childrenOf, type DerElement, expectTag, readOid, TAG } from './der.ts';
import { der, oid, sequence } from './der-writer.ts';
import { GuomiError } from './guomi-error.ts';

const ATTRIBUTES = {
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  organizationIdentifier: '2.5.4.97',
  emailAddress: '1.2.840.113549.1.9.1',
} as const;

export type NameAttribute = keyof typeof ATTRIBUTES;

/** A subject or issuer: its attributes in order; one that has no short name here shows its dotted identifier. */
export type DistinguishedName = readonly { readonly type: string; readonly value: string }[];

const SHORT = new Map<string, string>(Object.entries(ATTRIBUTES).map(([short, dotted]) => [dotted, short]));
const PRINTABLE = /^[A-Za-z0-9 '()+,./:=?-]+$/;

/** The attributes of a Name. @throws GuomiError 'encoding-invalid' Source: RFC 5280 §4.1.2.4. */
export function readName(element: DerElement): DistinguishedName {
  return childrenOf(expectTag(element, TAG.sequence, 'Name')).flatMap((set) =>
    childrenOf(expectTag(set, TAG.set, 'RelativeDistinguishedName')).map((pair) => {
      const [type, value] = childrenOf(expectTag(pair, TAG.sequence, 'AttributeTypeAndValue'));
      const dotted = readOid(type, 'attribute');
      return { type: SHORT.get(dotted) ?? dotted, value: readText(value) };
    }),
  );
}

/** A Name of these attributes in this order. @throws GuomiError 'input-invalid' for an unknown type, an empty value or a bad country */
export function writeName(name: DistinguishedName): Buffer {
  if (name.length === 0) throw new GuomiError('input-invalid', '证书名称不能为空', 'a certificate name must not be empty');
  const sets = name.map(({ type, value }) => {
    const dotted = ATTRIBUTES[type as NameAttribute];
    if (dotted === undefined) throw new GuomiError('input-invalid', `不支持名称项 ${type}`, `the name attribute ${type} is not supported`);
    if (value === '' || (type === 'C' && !/^[A-Z]{2}$/.test(value)))
      throw new GuomiError(
        'input-invalid',
        `名称项 ${type} 的值“${value}”无效`,
        `the value "${value}" of the name attribute ${type} is not valid`,
      );
    // RFC 5280 §4.1.2.4 and appendix A: countries and serial numbers are printable strings, addresses IA5, everything else UTF-8.
    const printable = (type === 'C' || type === 'serialNumber') && PRINTABLE.test(value);
    const tag = printable ? TAG.printable : type === 'emailAddress' ? TAG.ia5 : TAG.utf8;
    return der(TAG.set, sequence(oid(dotted), der(tag, Buffer.from(value, 'utf8'))));
  });
  return sequence(...sets);
}

/** For people: `C=CN, O=…, CN=…`, with separators in values escaped. */
export function nameText(name: DistinguishedName): string {
  return name.map(({ type, value }) => `${type}=${value.replace(/[,+"\\<>;=]/g, (mark) => `\\${mark}`)}`).join(', ');
}

function readText(element: DerElement | undefined): string {
  switch (element?.tag) {
    case TAG.utf8:
      return strict(element.content, 'utf-8');
    case TAG.printable:
    case TAG.ia5:
    case 0x12:
      return element.content.toString('latin1');
    case 0x14:
      return element.content.toString('latin1');
    case 0x1e:
      return strict(element.content, 'utf-16be');
    default:
      throw new GuomiError('encoding-invalid', '名称中有不支持的字符串类型', 'a name holds a kind of string that is not supported');
  }
}

function strict(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new GuomiError('encoding-invalid', `名称不是有效的 ${encoding} 文本`, `a name is no valid ${encoding} text`);
  }
}
