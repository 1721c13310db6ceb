export { documentRoutes } from './document.routes.ts';
export { getDocument } from './document.store.ts';
export { createFolderStore, type FileStore } from './file-store.ts';
export { sealPlainFiles } from './sealed-file.ts';
