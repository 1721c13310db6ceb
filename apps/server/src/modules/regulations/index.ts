export { type Basis, basisInForce, basisOf, DECIDE_VERSION, lockBasis, readProfiles } from './basis.ts';
