export { type CheckCodeOptions, type CodeFinding, type CodeReport, checkCode, recognise } from './check-code.ts';
export { type Certainty, CODE_KINDS, type CodeKind, findKind } from './code-kind.ts';
export { type CodeList, readCodeList } from './code-list.ts';
