import { qrCode } from './qr-code.ts';

/** Modules of light around a symbol, as ISO/IEC 18004 asks. */
const QUIET = 4;

/** A QR symbol as a picture of one path; nobody else learns what it says. */
export function QrSymbol({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = qrCode(text);
  const size = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
