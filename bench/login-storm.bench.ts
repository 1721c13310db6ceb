import { logIn, startTestSystem } from '@anjie/test-system';
import { percentile } from './parts/country.ts';

/**
 * What a storm of logins leaves for everybody else: a person's reads while the server idles, and while strangers try passwords as fast as they
 * are answered, side by side in one run. Refused logins cost as much as others: the hash is computed for nobody.
 */
const READS = 300;
const STRANGERS = 24;
const ROUNDS = 3;

export async function run() {
  const system = await startTestSystem();
  try {
    const officer = await system.as('nation.security-officer');
    await officer.post('/identity-settings/addressLockAfter', { value: 1000 });
    const person = await logIn(system.url, 'xingqing.caseworker');
    const reads = async () => {
      const times: number[] = [];
      for (let at = 0; at < READS; at++) {
        const began = performance.now();
        await person.get('/me');
        times.push(performance.now() - began);
      }
      return times;
    };
    await reads();
    const idle: number[] = [];
    const stormy: number[] = [];
    const statuses: Record<number, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      idle.push(...(await reads()));
      // Addresses are counted: the next round begins with none.
      await system.query('delete from login_address');
      let storming = true;
      const stranger = async (name: string) => {
        while (storming) {
          const { status } = await fetch(`${system.url}/api/v1/sessions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ login: name, password: 'Wrong#Pass-1x' }),
          });
          statuses[status] = (statuses[status] ?? 0) + 1;
        }
      };
      const storm = Array.from({ length: STRANGERS }, (_, at) => stranger(`stranger-${at}`));
      stormy.push(...(await reads()));
      storming = false;
      await Promise.all(storm);
    }
    const [calm, busy] = [percentile(idle, 0.99), percentile(stormy, 0.99)];
    return {
      rounds: ROUNDS,
      rows: [
        { state: 'idle', 'p50 ms': percentile(idle, 0.5), 'p99 ms': calm },
        { state: 'login storm', 'p50 ms': percentile(stormy, 0.5), 'p99 ms': busy, answers: JSON.stringify(statuses) },
      ],
      ratios: { 'p99 of others under a login storm to idle (goal ≤ 3)': Math.round((busy / calm) * 100) / 100 },
    };
  } finally {
    await system.stop();
  }
}
