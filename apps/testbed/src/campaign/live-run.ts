/** A run in memory: the simulated platform's state and the recogniser's, both a function of the log and rebuilt from it after a restart. */
import { checkMessage, readEnvelope, refusalEnvelope } from '@anjie/national-interface';
import { answer, type EngineReply, MAX_BODY, PlatformState, type Policy } from '@anjie/simulated-platform';
import type { Exchange, Fields } from '../exchange.ts';
import { JUDGEMENTS } from '../judgements/index.ts';
import type { CaseStanding } from '../recogniser/case-state.ts';
import { notApplicable, Recogniser } from '../recogniser/recogniser.ts';
import type { Verified } from '../signing/verify.ts';
import { campaignCases, literalsOf } from '../suite/campaign-cases.ts';
import { readSuite } from '../suite/read-suite.ts';
import type { CampaignCase, Suite } from '../suite/suite.ts';
import type { SuiteFolder } from '../suite/suite-folder.ts';
import type { Campaign } from './campaign.ts';
import { type Delivery, type Fault, playFault, WITHOUT_EFFECT } from './fault.ts';
import { FaultPlan } from './fault-plan.ts';
import { mask, maskFindings } from './masking.ts';

/** What is kept of one message. */
export interface Logged {
  readonly exchange: Exchange;
  /** masked JSON texts */
  readonly request: string;
  readonly output: string;
  readonly bytes: number;
}

export interface Played extends Logged {
  readonly delivery: Delivery;
  readonly file: boolean;
}

const encoder = new TextEncoder();

export class LiveRun {
  readonly cases: readonly CampaignCase[];
  readonly outside: readonly CampaignCase[];
  readonly faults: FaultPlan;
  readonly number: number;
  /** infnos accepted without an error of form */
  readonly answered = new Set<string>();
  seq = 0;
  readonly #state: PlatformState;
  readonly #policy: Policy;
  readonly #recogniser: Recogniser;
  readonly #allowed: ReadonlySet<string>;
  /** the last good reply to each transaction, which a mixed-up connection would give again */
  readonly #earlier = new Map<string, Uint8Array>();

  constructor(campaign: Campaign, number: number, folder: SuiteFolder, policy: Policy) {
    this.number = number;
    const plan = folder.plans.find((one) => one.plan === campaign.plan);
    const suites: Suite[] = (plan?.suites ?? [campaign.plan]).map((name) => folder.suite(name));
    if (campaign.agreed !== '') suites.push(readSuite('agreed', campaign.agreed, Object.keys(JUDGEMENTS)));
    const { cases, outside } = campaignCases(suites, campaign.scope);
    this.cases = cases;
    this.outside = outside;
    this.faults = new FaultPlan(folder.persons);
    this.#policy = policy;
    this.#state = new PlatformState(folder.personsFile);
    this.#recogniser = new Recogniser(cases, JUDGEMENTS, { institution: campaign.institution.code });
    const birthday = (certno: string): string => certno.replace(/^.{6}(.{4})(..)(..).*$/, '$1-$2-$3');
    const own = folder.persons.flatMap((one) => [one.psn_no, one.psn_name, one.certno, ...one.cards, birthday(one.certno)]);
    this.#allowed = new Set([...own, ...literalsOf(cases)]);
  }

  /** Plays one message: effect on the platform, fault, recognition. */
  play(body: Uint8Array, signature: Verified | null, now: number): Played {
    this.seq += 1;
    const { engine, met } = this.#act(body, signature, now);
    const { infno } = engine;
    const msgid = typeof engine.request?.msgid === 'string' ? engine.request.msgid : '';
    const delivery: Delivery =
      met === null
        ? { bytes: engine.bytes, how: 'whole', reply: engine.ok ? 'accepted' : 'refused' }
        : playFault(met, engine.bytes, this.#earlier.get(infno) ?? null, infno, msgid, now);
    if (engine.ok && !engine.file && met === null) this.#earlier.set(engine.infno, engine.bytes);
    const request = mask(engine.request ?? {}, this.#allowed) as Fields;
    const output = mask(engine.output, this.#allowed) as Fields;
    const exchange: Exchange = {
      seq: this.seq,
      at: now,
      infno,
      msgid,
      request,
      output,
      reply: delivery.reply,
      error: delivery.reply !== 'refused' ? '' : met === null ? engine.error : '测试安排的拒付 / refused as the test arranged',
      fault: met,
      findings: maskFindings(engine.findings, this.#allowed),
      signature,
    };
    this.#note(exchange);
    return {
      exchange,
      request: engine.request === null ? '' : JSON.stringify(request),
      output: JSON.stringify(output),
      bytes: body.length,
      delivery,
      file: engine.file,
    };
  }

  #act(body: Uint8Array, signature: Verified | null, now: number): { readonly engine: EngineReply; readonly met: Fault | null } {
    if (signature !== null && !signature.ok) return { engine: withoutEffect(body, `签名不符：${signature.diagnosis}`, now), met: null };
    if (!this.faults.mayConcern(body)) return { engine: answer(body, this.#state, this.#policy, now), met: null };
    const looked = withoutEffect(body, null, now);
    const fault = looked.ok ? this.faults.next(looked.infno, looked.request?.input) : null;
    const engine = fault !== null && WITHOUT_EFFECT.has(fault) ? looked : answer(body, this.#state, this.#policy, now);
    // A fault is played on what would have succeeded; a message that is wrong by itself is told so.
    if (engine.ok) this.faults.settled(engine.infno, engine.request?.input);
    return { engine, met: engine.ok ? fault : null };
  }

  /** Takes a logged message again, in order of seq, after a restart: state and standings come to what they were. */
  replay(logged: Logged): void {
    const { exchange } = logged;
    this.seq = exchange.seq;
    const withoutEffect = exchange.fault !== null && WITHOUT_EFFECT.has(exchange.fault as Fault);
    let settled = withoutEffect;
    // A refusal is played again too: it may have used up a number.
    if (logged.request !== '' && !withoutEffect && exchange.signature?.ok !== false) {
      const engine = answer(encoder.encode(logged.request), this.#state, this.#policy, exchange.at);
      settled = engine.ok;
      if (engine.ok && !engine.file && exchange.fault === null) this.#earlier.set(engine.infno, engine.bytes);
    }
    if (settled) this.faults.settled(exchange.infno, exchange.request.input);
    this.#note(exchange);
  }

  standings(): readonly CaseStanding[] {
    return [...this.#recogniser.standings(), ...this.outside.map(notApplicable)];
  }

  #note(exchange: Exchange): void {
    if (exchange.reply !== 'refused' && !exchange.findings.some((one) => one.severity === 'error')) this.answered.add(exchange.infno);
    this.#recogniser.take(exchange);
  }
}

/** Reads and checks a message as the platform does, and does nothing; refused with `refusal`, or for what is wrong with its form. */
function withoutEffect(body: Uint8Array, refusal: string | null, now: number): EngineReply {
  const read = readEnvelope(body, { maxBytes: MAX_BODY });
  const request = read.ok ? (read.value as Fields) : null;
  const [infno, msgid] = read.ok ? [read.infno, read.msgid] : ['', ''];
  const { findings } = checkMessage(request, { direction: 'request', mode: 'tolerant' });
  const wrong =
    refusal ?? (read.ok ? findings.find((one) => one.severity === 'error')?.message : `${read.message.zh} / ${read.message.en}`);
  const seen = { infno, file: false, request, findings: read.ok ? findings : [], output: {}, broken: false };
  if (wrong === undefined) return { bytes: new Uint8Array(), ok: true, error: '', ...seen };
  return { bytes: refusalEnvelope({ infno, msgid, message: wrong, now }), ok: false, error: wrong, ...seen };
}
