/** What the bed knows of campaigns that are at work: their live runs, rebuilt from the log on first use. */
import { loadPolicy } from '@anjie/simulated-platform';
import type pg from 'pg';
import type { Queries } from '../ground/queries.ts';
import { notFound } from '../ground/refusal.ts';
import type { SuiteFolder } from '../suite/suite-folder.ts';
import type { Campaign, Run } from './campaign.ts';
import { findCampaign, listRuns } from './campaign-store.ts';
import { ExchangeLog } from './exchange-log.ts';
import { LiveRun } from './live-run.ts';

export interface Working {
  readonly campaign: Campaign;
  readonly live: LiveRun;
  readonly run: Run;
}

/** This many campaigns stay in memory; one that nobody asked for the longest is dropped and rebuilt when asked again. */
const MAX_WORKING = 1000;
const PAGE = 1000;

export class Bed {
  readonly pool: pg.Pool;
  readonly log: ExchangeLog;
  readonly folder: SuiteFolder;
  readonly #policy = loadPolicy();
  readonly #working = new Map<string, Promise<Working | null>>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(pool: pg.Pool, folder: SuiteFolder) {
    this.pool = pool;
    this.folder = folder;
    this.log = new ExchangeLog(pool);
  }

  /** The campaign at an endpoint's path with its newest run, or null. */
  at(path: string): Promise<Working | null> {
    return this.#enter(path, () => this.#load('path', path));
  }

  /** The newest run of a campaign. @throws ApiRefusal where there is no such campaign */
  async newest(id: string): Promise<Working> {
    const campaign = await findCampaign(this.pool, 'id', id);
    const working = campaign === null ? null : await this.at(campaign.path);
    if (working === null) throw notFound(`campaign ${id}`);
    return working;
  }

  /** A run by its number: the newest as it stands in memory, an older one rebuilt from the log. */
  async run(id: string, number: number): Promise<Working> {
    const newest = await this.newest(id);
    if (newest.live.number === number) return newest;
    const run = (await listRuns(this.pool, id)).find((one) => one.number === number);
    if (run === undefined) throw notFound(`run ${number}`);
    return { campaign: newest.campaign, run, live: await this.#rebuild(newest.campaign, run) };
  }

  /** Forgets what is in memory of a campaign: after a new run, a freeze or agreed cases. */
  async forget(campaign: Campaign): Promise<void> {
    await this.#working.get(campaign.path);
    this.#working.delete(campaign.path);
    this.changed(campaign.id);
  }

  /** Calls back after each message of a campaign, until the function given back is called. */
  listen(campaignId: string, listener: () => void): () => void {
    const all = this.#listeners.get(campaignId) ?? new Set();
    this.#listeners.set(campaignId, all.add(listener));
    return () => all.delete(listener);
  }

  changed(campaignId: string): void {
    for (const listener of this.#listeners.get(campaignId) ?? []) listener();
  }

  #enter(path: string, load: () => Promise<Working | null>): Promise<Working | null> {
    const known = this.#working.get(path);
    if (known !== undefined) return known;
    const loading = load();
    this.#working.set(path, loading);
    // Neither an error nor an unknown path is remembered: the next one asks again.
    loading.then(
      (found) => found ?? this.#working.delete(path),
      () => this.#working.delete(path),
    );
    if (this.#working.size > MAX_WORKING) this.#working.delete(this.#working.keys().next().value!);
    return loading;
  }

  async #load(by: 'path', value: string): Promise<Working | null> {
    const campaign = await findCampaign(this.pool, by, value);
    if (campaign === null) return null;
    const run = (await listRuns(this.pool, campaign.id)).at(-1)!;
    return { campaign, run, live: await this.#rebuild(campaign, run) };
  }

  /** A run as its durable log tells it, whatever is in memory. */
  fromLog(campaign: Campaign, run: Run, queries: Queries): Promise<LiveRun> {
    return this.#rebuild(campaign, run, new ExchangeLog(queries));
  }

  async #rebuild(campaign: Campaign, run: Run, log = this.log): Promise<LiveRun> {
    const live = new LiveRun(campaign, run.number, this.folder, this.#policy);
    for (;;) {
      const page = await log.page(campaign.id, run.number, { after: live.seq, limit: PAGE, infno: '', q: '' });
      for (const logged of page) live.replay(logged);
      if (page.length < PAGE) return live;
    }
  }
}
