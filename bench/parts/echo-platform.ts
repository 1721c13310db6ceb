import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A platform that reads the body and answers 600 bytes: what both proxies stand before. */
const reply = Buffer.from(JSON.stringify({ infcode: 0, inf_refmsgid: '0'.repeat(30), err_msg: '', output: { filler: 'x'.repeat(520) } }));
const server = createServer((request, response) => {
  request.on('data', () => {}).on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(reply));
});
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
