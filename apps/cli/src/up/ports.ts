import { createServer } from 'node:net';
import { Failure } from '../command.ts';

/** Refuses in words when a port is taken. */
export async function requireFreePorts(ports: readonly { readonly port: number; readonly what: string }[]): Promise<void> {
  for (const { port, what } of ports) {
    if (await isFree(port)) continue;
    throw new Failure(
      `端口 ${port}（${what}）已被占用。请停止占用它的程序，或用 ANJIE_PORT_BASE 换一组端口，例如：ANJIE_PORT_BASE=7400 npm start\n` +
        `Port ${port} (${what}) is taken. Stop the program that holds it, or choose other ports with ANJIE_PORT_BASE, for example: ANJIE_PORT_BASE=7400 npm start`,
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
