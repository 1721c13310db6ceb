/** Evidence files: what they are is told by their content, never by their name. */

export interface EvidenceFile {
  /** SM3 of the content, hexadecimal */
  readonly sm3: string;
  readonly name: string;
  readonly media: Media;
  readonly bytes: number;
}

export type Media = 'image/png' | 'image/jpeg' | 'application/pdf';

/** Ours: a screenshot of a wide screen is below 2 MiB. */
export const MAX_EVIDENCE_BYTES = 10_485_760;
/** Ours: the attested cases and the 32 records, with some to spare; keeps a run from becoming a file store. */
export const MAX_EVIDENCE_FILES = 200;

const PNG_BEGIN = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');
/** A PDF may have some bytes after its end mark. Source: ISO 32000-1, 7.5.5, and the practice of readers */
const PDF_TAIL = 1024;

/**
 * What a file is, or null where it is none of PNG, JPEG and PDF, or is cut off.
 * Source: ISO/IEC 15948 (PNG), ISO/IEC 10918-1 (JPEG), ISO 32000-1 (PDF)
 */
export function mediaOf(content: Buffer): Media | null {
  if (begins(content, PNG_BEGIN)) return content.subarray(-PNG_END.length).equals(PNG_END) ? 'image/png' : null;
  if (begins(content, Buffer.from('ffd8ff', 'hex'))) return content.subarray(-2).equals(Buffer.from('ffd9', 'hex')) ? 'image/jpeg' : null;
  if (begins(content, Buffer.from('%PDF-'))) return content.subarray(-PDF_TAIL).includes('%%EOF') ? 'application/pdf' : null;
  return null;
}

function begins(content: Buffer, mark: Buffer): boolean {
  return content.subarray(0, mark.length).equals(mark);
}
