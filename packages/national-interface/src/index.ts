export type { EnvelopeErrorCode, EnvelopeRead, EnvelopeRefused, JsonObject, ReadOptions, Text } from './read-envelope.ts';
export { MAX_DEPTH, readEnvelope, readJson } from './read-envelope.ts';
export type { RefusalInput, ReplyContext, SuccessInput } from './reply-envelope.ts';
export { MAX_MESSAGE, refmsgid, refusalEnvelope, stamp, successEnvelope } from './reply-envelope.ts';
export type { TransactionClass } from './transaction-class.ts';
export { classifiedTransactions, isClassified, transactionClass } from './transaction-class.ts';
