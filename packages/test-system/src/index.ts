export { driveReferenceHis, startBedProcess, type TestBedProcess, type TestCampaign } from './bed.ts';
export { type Answer, call, DEMONSTRATION_PASSWORD, logIn, type Person } from './client.ts';
export { openTestCluster, ROOT, type TestCluster, testFolder } from './cluster.ts';
export { type RunFlaws, type RunOf, type SignedRun, signedRun } from './frozen-run.ts';
export { startProcess, type TestProcess } from './process.ts';
export { startTestSystem, type TestSystem } from './test-system.ts';
