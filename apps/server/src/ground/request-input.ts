import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { refuse } from './refusal.ts';
import type { BytesBody, Route } from './route.ts';
import { isStorable, unstorableAt } from './storable-text.ts';
import { readJson } from './strict-json.ts';

/** What a route's handler is given. */
export interface RequestInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** from If-Match, 0 where the route asks for none */
  readonly version: number;
}

/** Reads parameters, query, body and version by the route's schemas. @throws Refusal naming path, value and rule */
export function readInput(route: Route, request: FastifyRequest): RequestInput {
  return {
    params: parse(route.params, request.params, 'params'),
    query: parse(route.query, request.query, 'query'),
    body: bodyOf(route, request),
    version: route.versioned ? versionOf(request) : 0,
  };
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return {};
  const unstorable = unstorableAt(value);
  if (unstorable !== null) return refuseText([where, ...unstorable].join('.'));
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [where, ...issue.path.map(String), ...keys.slice(0, 1)].join('.');
  return refuse('input-invalid', {
    path,
    rule: issue.code,
    value: shown(value, issue.path),
    detail: {
      zh: `${path}：${inChinese(issue)}${result.error.issues.length > 1 ? `（另有 ${result.error.issues.length - 1} 处）` : ''}`,
      en: `${path}: ${issue.message}${result.error.issues.length > 1 ? ` (and ${result.error.issues.length - 1} more)` : ''}`,
    },
  });
}

function refuseText(path: string): never {
  return refuse('input-invalid', {
    path,
    rule: 'text',
    detail: {
      zh: `${path}：含有空字符或不成对的代理字符，无法保存`,
      en: `${path}: holds a null character or half of a surrogate pair, which cannot be stored`,
    },
  });
}

const WORDS: Record<string, string> = {
  invalid_type: '缺少或类型不对',
  unrecognized_keys: '未知的字段',
  too_small: '过短或过小',
  too_big: '过长或过大',
  invalid_format: '格式不对',
  invalid_value: '不在允许的取值之内',
  invalid_union: '不符合任何一种允许的形式',
};

function inChinese(issue: { code?: string; message: string }): string {
  return issue.code === 'custom' ? issue.message : (WORDS[issue.code ?? ''] ?? issue.message);
}

/** The offending value, if it is a short scalar: passwords and long texts are never echoed. */
function shown(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const step of path) at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
  if (path.some((step) => /password|secret|token|phone|name/i.test(String(step)))) return null;
  return typeof at === 'number' || typeof at === 'boolean' || (typeof at === 'string' && at.length <= 100) ? at : null;
}

function bodyOf(route: Route, request: FastifyRequest): unknown {
  if (route.bytes !== null) return bytesOf(route.bytes, request);
  return route.body === undefined ? noBody(request) : parse(route.body, jsonBody(request), 'body');
}

function bytesOf(mediaTypes: readonly string[], request: FastifyRequest): BytesBody {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!mediaTypes.includes(mediaType))
    refuse('media-type-unknown', { path: 'content-type', value: mediaType.slice(0, 100), rule: mediaTypes.join(', ') });
  return { bytes: request.bodyBytes, mediaType, fileName: fileNameOf(request) };
}

function fileNameOf(request: FastifyRequest): string | null {
  const given = request.headers['x-file-name'];
  if (given === undefined) return null;
  let name: string;
  try {
    name = decodeURIComponent(String(given));
  } catch {
    return refuse('input-invalid', { path: 'X-File-Name', rule: 'percent-encoded UTF-8' });
  }
  return isStorable(name) ? name : refuseText('X-File-Name');
}

function noBody(request: FastifyRequest): Record<string, never> {
  const empty = request.bodyBytes.length === 0 || request.bodyBytes.toString() === '{}';
  return empty ? {} : refuse('input-invalid', { path: 'body', rule: 'no-body' });
}

function jsonBody(request: FastifyRequest): unknown {
  if (request.bodyBytes.length === 0) return {};
  requireJson(request);
  const read = readJson(request.bodyBytes);
  return read.ok ? read.value : refuse('input-not-json', { path: read.path, rule: read.rule });
}

/** What a form of a foreign page can send is not taken: a browser asks before it sends JSON elsewhere. @throws Refusal media-type-unknown */
export function requireJson(request: FastifyRequest): void {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type))
    refuse('media-type-unknown', { path: 'content-type', value: type.slice(0, 100), rule: 'application/json' });
}

function versionOf(request: FastifyRequest): number {
  const version = /^"?(\d{1,9})"?$/.exec(request.headers['if-match'] ?? '')?.[1];
  return version === undefined ? refuse('version-missing', { path: 'If-Match' }) : Number(version);
}
