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
export {
  extensionFault,
  type ProofFault,
  type RowProof,
  readRowProof,
  rowProof,
  rowProofFault,
  verifyExtension,
  verifyRowProof,
} from './row-proof.ts';
export { splitLines } from './split-lines.ts';
export { type MonthFault, verifyMonths } from './verify-months.ts';
export { type Trail, type TrailFault, type TrailRow, type TrailVerdict, verifyTrail } from './verify-trail.ts';
