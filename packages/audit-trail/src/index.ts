export { type ArchivedRow, type ArchiveHead, type ArchiveVerdict, archiveHead, verifyArchive } from './archive-file.ts';
export { type AuditRow, canonicalRow, chainHash, exactJson, GENESIS } from './audit-row.ts';
export {
  type Checkpoint,
  checkpointDigest,
  checkpointJson,
  checkpointText,
  keyIdOf,
  NO_CHECKPOINT,
  readCheckpoint,
  signCheckpoint,
  signedByOneOf,
} from './checkpoint.ts';
export { ExportError, exportHead, exportLine, readExport, type TrailExport, verifyExport } from './export-file.ts';
export { type KeyChange, keyChangeJson, readKeyChange, signersOf, signKeyChange } from './key-change.ts';
export { type RowProof, readRowProof, rowProof, verifyExtension, verifyRowProof } from './row-proof.ts';
export { type Trail, type TrailFault, type TrailRow, type TrailVerdict, verifyTrail } from './verify-trail.ts';
