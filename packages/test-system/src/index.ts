export { type Answer, call, DEMONSTRATION_PASSWORD, logIn, type Person } from './client.ts';
export { openTestCluster, ROOT, type TestCluster, testFolder } from './cluster.ts';
export { startProcess, type TestProcess } from './process.ts';
export { startTestSystem, type TestSystem } from './test-system.ts';
