export { clamd, clamdAddress } from './clamd.ts';
export { documentRoutes } from './document.routes.ts';
export { getDocument } from './document.store.ts';
export { createFolderStore, type FileStore } from './file-store.ts';
export { type Scanned, type Scanning, scanFile } from './scan-file.ts';
export { sealPlainFiles } from './sealed-file.ts';
