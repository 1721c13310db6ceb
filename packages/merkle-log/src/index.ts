export { MerkleFrontier } from './merkle-frontier.ts';
export { EMPTY_ROOT, leafHash, nodeHash } from './merkle-hash.ts';
export { MerkleLog, MerkleRangeError } from './merkle-log.ts';
export { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verify-proof.ts';
