import { startTestBed } from '../../apps/testbed/tests/test-bed.ts';

/** The test bed with full validation and a durable log, for the benchmark. */
const bed = await startTestBed({ durable: true });
process.send!({ url: bed.url });
process.on('disconnect', () => void bed.stop().then(() => process.exit(0)));
