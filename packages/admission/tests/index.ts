export { Random } from './random.ts';
export { plainPolicy, randomEntries, randomOrder } from './random-country.ts';
export { GRID_MS, randomFacts, randomWorlds, type WorldSetting } from './random-world.ts';
export { SAMPLE_RULES } from './sample-rules.ts';
