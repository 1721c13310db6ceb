export * from './entry.ts';
export * from './facts.ts';
export * from './words.ts';
