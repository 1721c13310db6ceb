/** What a file says it is, against its first bytes: a name or a header proves nothing. */
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

const SIGNS = {
  'application/pdf': (bytes: Buffer) => bytes.subarray(0, 5).toString('latin1') === '%PDF-',
  'image/png': (bytes: Buffer) => bytes.subarray(0, PNG.length).equals(PNG),
  'image/jpeg': (bytes: Buffer) => bytes.subarray(0, JPEG.length).equals(JPEG),
  'text/plain': (bytes: Buffer) => !bytes.includes(0) && isUtf8(bytes),
} as const;

export type MediaType = keyof typeof SIGNS;
export const MEDIA_TYPES = Object.keys(SIGNS) as MediaType[];

/** Whether the bytes are of the media type they are sent as. */
export function isOfType(bytes: Buffer, mediaType: string): mediaType is MediaType {
  return mediaType in SIGNS && SIGNS[mediaType as MediaType](bytes);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
