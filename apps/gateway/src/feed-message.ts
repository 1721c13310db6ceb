/**
 * The feed from the server: endless NDJSON, each line a message's JSON text with its code under the enrolment secret.
 * State, not history: a snapshot where the server does not know what this gateway has, frames otherwise, a heartbeat each second.
 */
import type { Frame, GatewayPolicy } from '@anjie/admission';
import { equalMac, hmacSm3Hex } from '@anjie/guomi/sm3';

export type EntryChange = Frame['entries'][number];
export type OrderChange = Frame['orders'][number];

/** What the server says to this gateway besides admission. */
export interface GatewaySettings {
  /** profile whose policy holds for sources that nobody has filed */
  readonly defaultPolicy: string;
  /** demonstration only: how far the installation's clock is moved, milliseconds */
  readonly clockOffsetMs?: number;
  /** new epochs that a person has released (see new-epoch.ts) */
  readonly releasedEpochs: readonly string[];
  /** taken out of service: nothing passes here any more, also after a restart */
  readonly retired?: boolean;
}

export const NO_SETTINGS: GatewaySettings = { defaultPolicy: '', releasedEpochs: [] };

interface At {
  readonly epoch: string;
  readonly revision: number;
  /** epoch ms by the server's clock */
  readonly serverTime: number;
}

export interface SnapshotBegin extends At {
  readonly type: 'snapshot-begin';
  /** how many entries and orders follow */
  readonly entries: number;
  readonly orders: number;
}

export interface EntriesMessage {
  readonly type: 'entries';
  readonly entries: readonly EntryChange[];
}

export interface SnapshotEnd extends At {
  readonly type: 'snapshot-end';
  readonly orders: readonly OrderChange[];
  readonly policies: readonly GatewayPolicy[];
  readonly settings: GatewaySettings;
  /** SM3 over the body texts of all `entries` messages of this snapshot, in order, nothing between them; hexadecimal */
  readonly digest: string;
}

export interface FrameMessage {
  readonly type: 'frame';
  readonly frame: Frame;
  readonly settings?: GatewaySettings;
}

export interface Heartbeat extends At {
  readonly type: 'heartbeat';
  readonly settings?: GatewaySettings;
}

export type FeedMessage = SnapshotBegin | EntriesMessage | SnapshotEnd | FrameMessage | Heartbeat;

/** A line that cannot be trusted or read; the connection ends and an alarm counts. */
export class FeedLineError extends Error {
  override readonly name = 'FeedLineError';
}

/**
 * Reads one line of the feed. Returns the message and its body text.
 * Throws FeedLineError where the code is wrong or the message is of no known shape.
 */
export function readFeedLine(line: string, secret: string): { readonly message: FeedMessage; readonly body: string } {
  const { body, mac } = parse(line) as { body?: unknown; mac?: unknown };
  if (typeof body !== 'string' || typeof mac !== 'string' || !equalMac(hmacSm3Hex(secret, body), mac)) {
    throw new FeedLineError(
      '数据流中有一行的校验码不符，已断开；请核对登记密钥 / a line of the feed carries a wrong code, disconnected; check the enrolment secret',
    );
  }
  const message = parse(body) as FeedMessage;
  if (!isKnown(message)) {
    const type = String((message as { type?: unknown })?.type);
    throw new FeedLineError(`数据流中有无法识别的消息 ${type}；请核对版本 / the feed holds an unknown message ${type}; check the versions`);
  }
  return { message, body };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new FeedLineError('数据流中有一行不是 JSON，已断开 / a line of the feed is not JSON, disconnected');
  }
}

function isKnown(message: FeedMessage): boolean {
  switch (message.type) {
    case 'snapshot-begin':
      return isAt(message) && Number.isInteger(message.entries) && Number.isInteger(message.orders);
    case 'entries':
      return Array.isArray(message.entries);
    case 'snapshot-end':
      return isAt(message) && Array.isArray(message.orders) && Array.isArray(message.policies) && isSettings(message.settings);
    case 'frame':
      return isFrame(message.frame) && (message.settings === undefined || isSettings(message.settings));
    case 'heartbeat':
      return isAt(message) && (message.settings === undefined || isSettings(message.settings));
    default:
      return false;
  }
}

function isAt(message: At): boolean {
  return typeof message.epoch === 'string' && Number.isInteger(message.revision) && Number.isFinite(message.serverTime);
}

function isFrame(frame: Frame): boolean {
  return (
    isAt(frame) &&
    Number.isInteger(frame.previous) &&
    frame.previous < frame.revision &&
    [frame.entries, frame.orders, frame.policies].every((list) => Array.isArray(list))
  );
}

function isSettings(settings: GatewaySettings): boolean {
  return typeof settings?.defaultPolicy === 'string' && Array.isArray(settings.releasedEpochs);
}
