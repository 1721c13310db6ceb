export { answer, type EngineReply, MAX_BODY, PLAYED_TRANSACTIONS } from './engine.ts';
export { type Decimal, priceOf, readDecimal, toFen } from './money.ts';
export { loadPolicy, type Policy } from './policy.ts';
export { type PlatformOptions, type RunningPlatform, startPlatform } from './server.ts';
export { PlatformState } from './state.ts';
