import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { sm3Hex } from '@anjie/guomi/sm3';

/**
 * Takes the data folder for this process: two gateways writing one journal would spoil both. Held by a name in the kernel (Linux: abstract
 * socket), so that a killed process leaves nothing behind. Returns the release; throws where another process has it.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'linux') return () => undefined;
  const name = `\0anjie-gateway-${sm3Hex(await realpath(folder)).slice(0, 40)}`;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', () => {
      reject(
        new Error(`数据目录 ${folder} 正被另一个网关使用；请另设目录 / the folder ${folder} is in use by another gateway; choose another`),
      );
    });
    server.listen(name);
  });
  server.unref();
  return () => server.close();
}
