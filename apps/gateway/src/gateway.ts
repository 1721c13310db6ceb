import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };
import { Acknowledger } from './acknowledger.ts';
import { DEFAULT_REPLAY_WINDOW_MS } from './admission-check.ts';
import type { GatewayConfiguration } from './configuration.ts';
import { ConnectionRegister, closeWhenIdle } from './connection-register.ts';
import { CutOffWatch } from './cut-off-watch.ts';
import { FeedClient } from './feed-client.ts';
import { KnowledgeFeed, watchAgain } from './feed-receiver.ts';
import { lockFolder } from './folder-lock.ts';
import { instanceOf } from './identity-file.ts';
import { Knowledge } from './knowledge.ts';
import { KnowledgeContent } from './knowledge-content.ts';
import { KnowledgeStore, type Opened } from './knowledge-store.ts';
import { createListener } from './listener.ts';
import { NeighbourTable } from './neighbour-table.ts';
import type { Withheld } from './new-epoch.ts';
import { PlatformClient } from './platform-client.ts';
import { RecordDelivery, readAcknowledged } from './record-delivery.ts';
import { RecordSpool } from './record-spool.ts';
import { ReplayWindow, replayKey } from './replay-window.ts';
import { Alarms, type StatusSources, Traffic } from './status.ts';
import { statusPage } from './status-page.ts';
import { TransactionProxy } from './transaction-proxy.ts';

/** Where no policy is known. */
const DEFAULT_MAX_BODY = 4 * 1024 * 1024;
/** What is under way when the gateway is told to stop may end within this time. */
const STOP_MS = 10_000;
const HOUSEKEEPING_MS = 1_000;
const KNOWLEDGE_OLD_MS = 5_000;

export interface RunningGateway {
  readonly host: string;
  readonly port: number;
  /** how the knowledge on disk was found */
  readonly opened: Opened;
  /** Stops accepting, lets what is under way end (10 s at most), brings records to disk, closes. */
  close(): Promise<void>;
}

/** One line of the log: an event's name and its facts; no bodies, no names of persons. */
export type Log = (event: string, facts: Readonly<Record<string, unknown>>) => void;

/** Starts a gateway: from what the disk holds, with or without the server. Rejects where the folder or the port cannot be had. */
export async function startGateway(configuration: GatewayConfiguration, log: Log = () => undefined): Promise<RunningGateway> {
  const { data, mode, id, upstreams, upstreamTimeoutMs } = configuration;
  const unlock = await lockFolder(data);
  const instance = await instanceOf(data);
  const identity = { serverUrl: configuration.serverUrl, id, secret: configuration.secret };
  const alarms = new Alarms();
  const traffic = new Traffic();
  const connections = new ConnectionRegister();
  const watch = new CutOffWatch(connections);
  const knowledge = new Knowledge(mode === 'demonstration');
  const store = new KnowledgeStore(data);
  const opened = await openKnowledge(store, knowledge, watch);
  if (!opened.usable) log('knowledge-refused', { reason: opened.reason, where: opened.where });

  const records = join(data, 'records');
  const acknowledged = await readAcknowledged(data);
  const spool = await RecordSpool.open(records, acknowledged, () => knowledge.now());
  const replays = new ReplayWindow();
  const windowMs = () => Math.max(DEFAULT_REPLAY_WINDOW_MS, knowledge.longestWindowMs());
  for (const { code, infno, msgid, digest, at } of spool.remembered.forwarded) {
    replays.add(replayKey(code, infno, msgid, digest), at, windowMs());
  }
  const keepAfter = () => knowledge.now() - windowMs();
  const delivery = new RecordDelivery({ identity, spool, folder: data, instance, acknowledged, keepAfter });

  const acknowledger = new Acknowledger(identity, instance, watch, () => knowledge.skewMs);
  store.onDurable = (epoch, revision) => {
    // Nobody waits for a gateway that says it is out of service: it says so once a power cut cannot make it forget.
    const retired = knowledge.retired && !store.behind;
    acknowledger.durable({ epoch, revision, appliedAt: knowledge.now(), retired });
  };
  const onWithheld = (withheld: Withheld | null) => {
    const codes = withheld?.institutions.map(({ code }) => code) ?? [];
    if (withheld !== null) log('new-epoch', { epoch: withheld.epoch, previous: withheld.previousEpoch, withheld: codes.length });
    alarms.set('epoch-withheld', codes.length > 0);
    acknowledger.reportEpoch(withheld === null ? null : { epoch: withheld.epoch, previousEpoch: withheld.previousEpoch, withheld: codes });
  };
  onWithheld(knowledge.withheld);
  if (opened.usable) store.onDurable(knowledge.epoch ?? '', knowledge.revision);
  const receiver = new KnowledgeFeed({
    knowledge,
    store,
    watch,
    connections,
    alarms,
    before: { epoch: opened.epoch, revision: opened.revision, withheld: opened.withheld },
    onWithheld,
    onCurrent: () => acknowledger.again(),
  });
  const feed = new FeedClient(identity, instance, receiver, log);

  const platforms = new Map(upstreams.map((upstream) => [upstream.environment, new PlatformClient(upstream, upstreamTimeoutMs)]));
  const neighbours = new NeighbourTable();
  await neighbours.start();
  const maxBody = (ip: string) => knowledge.maxBody(ip) ?? DEFAULT_MAX_BODY;
  const served = upstreams.map((upstream) => upstream.environment);
  const proxy = new TransactionProxy({ knowledge, replays, neighbours, served, platforms, connections, spool, watch, traffic, maxBody });
  const sources: StatusSources = {
    version: packageJson.version,
    mode,
    id,
    knowledge,
    alarms,
    traffic,
    connections: () => connections.size,
    waitingRecords: () => spool.last - delivery.acknowledged,
  };
  const server = createListener({
    knowledge,
    connections,
    tls: configuration.tls,
    log,
    maxBody,
    page: (request, response) => statusPage(request, response, sources),
    handle: (received) => proxy.handle(received),
    malformed: (ip, requestId) => proxy.malformed(ip, requestId),
  });
  const housekeeping = setInterval(() => {
    replays.sweep(knowledge.now());
    alarms.set('knowledge-old', (knowledge.ageMs() ?? Number.POSITIVE_INFINITY) > KNOWLEDGE_OLD_MS);
    alarms.set('disk-knowledge', store.failing);
    alarms.set('disk-records', spool.failing);
    alarms.set('records-lost', spool.lost > 0);
    closeWhatMayNotStay(knowledge, connections);
  }, HOUSEKEEPING_MS).unref();

  const port = await listen(server, configuration.host, configuration.port);
  feed.start();
  delivery.start();
  log('listening', { host: configuration.host, port, mode, gateway: id, environments: served });
  return {
    host: configuration.host,
    port,
    opened,
    close: async () => {
      clearInterval(housekeeping);
      neighbours.stop();
      await drain(server, connections, proxy);
      await feed.stop();
      await store.settled();
      await spool.flush();
      await Promise.all([acknowledger.stop(), delivery.stop()]);
      await spool.close();
      await store.close();
      for (const platform of platforms.values()) await platform.close();
      unlock();
      log('stopped', { gateway: id });
    },
  };
}

async function openKnowledge(store: KnowledgeStore, knowledge: Knowledge, watch: CutOffWatch): Promise<Opened> {
  const content = new KnowledgeContent();
  const opened = await store.open(content);
  if (opened.usable) {
    knowledge.adopt(content, opened.epoch ?? '', opened.revision, opened.withheld ?? null);
    watchAgain(knowledge, watch);
  } else knowledge.lose(opened.reason, opened.epoch ?? null);
  return opened;
}

/** What lost its admission by the passing of time, or its address, is closed too: no frame tells of it. */
function closeWhatMayNotStay(knowledge: Knowledge, connections: ConnectionRegister): void {
  for (const connection of connections.all()) {
    const owner = knowledge.ownerOf(connection.ip);
    if (connection.code !== null && owner !== connection.code) closeWhenIdle(connection);
    else connections.assign(connection, owner);
  }
  for (const code of connections.codes()) {
    // One that has asked nothing yet is left: it is to hear in words why it is refused.
    if (!knowledge.mayPass(code)) connections.close(code, (connection) => connection.environment !== null);
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      reject(
        new Error(`无法监听 ${place}（${error.code}）；请换用空闲端口 / cannot listen on ${place} (${error.code}); choose a free port`),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function drain(server: Server, connections: ConnectionRegister, proxy: TransactionProxy): Promise<void> {
  const end = performance.now() + STOP_MS;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const connection of connections.all()) closeWhenIdle(connection);
  const late = setTimeout(() => server.closeAllConnections(), STOP_MS);
  await closed;
  clearTimeout(late);
  // An institution that has hung up leaves its request with the platform: its outcome is still to be recorded.
  while (proxy.running > 0 && performance.now() < end) await pause(20);
}
