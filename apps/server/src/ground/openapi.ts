import { z } from 'zod';
import { declaredRefusals, type RefusalKind } from './refusal.ts';
import { type Access, type Route, rawRoute } from './route.ts';

type Schema = Record<string, unknown>;

const PROBLEM: Schema = {
  type: 'object',
  description: 'RFC 9457; title, detail and mend in Chinese and English',
  required: ['type', 'code', 'status', 'title', 'detail', 'path', 'value', 'rule', 'clause', 'mend', 'requestId'],
  properties: {
    type: { type: 'string', description: 'urn:anjie:refusal:CODE' },
    code: { type: 'string', description: 'stable; listed under x-refusals' },
    status: { type: 'integer' },
    title: { $ref: '#/components/schemas/Text' },
    detail: { $ref: '#/components/schemas/Text' },
    path: { type: ['string', 'null'], description: 'where in the input' },
    value: { description: 'the offending value, masked where it is personal' },
    rule: { type: 'string' },
    clause: { type: ['string', 'null'], description: 'the clause that causes it; null: an engineering rule' },
    mend: { $ref: '#/components/schemas/Text' },
    requestId: { type: 'string' },
    current: { description: 'with 412: the current state' },
  },
};

const TEXT: Schema = { type: 'object', required: ['zh', 'en'], properties: { zh: { type: 'string' }, en: { type: 'string' } } };

/**
 * The OpenAPI 3.1 document of the given routes: schemas from zod, access as `x-access`, the route's own refusals as `x-refusals`, every
 * refusal with its texts and clause as `x-refusals` of the document.
 */
export function openApi(routes: readonly Route[], version: string): Schema {
  const paths: Record<string, Schema> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '安接 Anjie',
      version,
      summary: '定点医药机构接入管理 / admission of designated institutions',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: { Problem: PROBLEM, Text: TEXT },
      securitySchemes: {
        person: { type: 'http', scheme: 'bearer', description: 'the token of POST /sessions' },
        program: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            'Anjie-Signature key="…", time="…", nonce="…", signature="…": HMAC-SM3 or SM2 over the canonical request (docs/signed-requests.md), under a key whose scopes name the route',
        },
        gateway: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Anjie-Mac',
          description: 'with X-Anjie-Gateway and X-Anjie-Time: HMAC-SM3 under the enrolment secret',
        },
      },
    },
    'x-refusals': Object.fromEntries([...declaredRefusals()].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Serves the document; drawn up at the first request, from the same list that is served. */
export function openApiRoute(routes: () => readonly Route[], version: string): Route {
  let document: string | null = null;
  return rawRoute({
    method: 'GET',
    path: '/openapi.json',
    summary: { zh: '接口说明（OpenAPI 3.1）', en: 'The contract of this API (OpenAPI 3.1)' },
    access: { kind: 'public', why: 'the contract stands in the public repository; it holds no record of anybody' },
    refusals: [],
    raw: async (_, reply) => {
      document ??= JSON.stringify(openApi(routes(), version));
      return reply.type('application/json').send(document);
    },
  });
}

function operation(route: Route): Schema {
  return {
    operationId: operationId(route),
    tags: [route.path.split('/')[1]],
    summary: route.summary.zh,
    description: route.summary.en,
    ...(route.access.kind === 'public' ? { security: [] } : { security: securityOf(route) }),
    'x-access': accessOf(route.access),
    'x-refusals': [...route.refusals].sort(),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query'), ...headers(route)],
    ...requestBody(route),
    responses: responses(route),
  };
}

/** Programs sign what is not streamed and needs no step of a login. */
function securityOf(route: Route): Schema[] {
  if (route.access.kind === 'gateway') return [{ gateway: [] }];
  return route.streamed || !route.stages.includes('full') ? [{ person: [] }] : [{ person: [] }, { program: [] }];
}

function accessOf(access: Access): Schema {
  return access.kind === 'roles' ? { kind: 'roles', roles: [...access.roles].sort() } : { ...access };
}

/** "post /institutions/:code/documents" → "postInstitutionsCodeDocuments" */
export function operationId(route: Pick<Route, 'method' | 'path'>): string {
  return route.method.toLowerCase() + route.path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Schema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as { properties?: Record<string, Schema>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

function headers(route: Route): Schema[] {
  const list: Schema[] = [];
  if (route.method === 'POST' && route.raw === null)
    list.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'kept for 24 h with the digest of the body',
      schema: { type: 'string', minLength: 8, maxLength: 200 },
    });
  if (route.versioned)
    list.push({ name: 'If-Match', in: 'header', required: true, description: 'the version that was read', schema: { type: 'string' } });
  if (route.bytes !== null)
    list.push({ name: 'X-File-Name', in: 'header', required: false, description: 'percent-encoded UTF-8', schema: { type: 'string' } });
  return list;
}

function requestBody(route: Route): Schema {
  if (route.bytes !== null)
    return { requestBody: { required: true, content: Object.fromEntries(route.bytes.map((mediaType) => [mediaType, {}])) } };
  if (route.body === undefined) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } } };
}

function responses(route: Route): Schema {
  const done: Schema =
    route.output === null
      ? { description: '见说明 / as the description says' }
      : { description: '成功 / done', content: { 'application/json': { schema: jsonSchema(route.output, 'output') } } };
  const kinds = declaredRefusals();
  const byStatus = Map.groupBy(
    route.refusals.filter((code) => kinds.has(code)),
    (code) => (kinds.get(code) as RefusalKind).status,
  );
  const refusals = [...byStatus].map(([status, codes]) => [String(status), refused(codes.sort().join(', '))] as const);
  return {
    [String(route.status)]: done,
    ...Object.fromEntries(refusals),
    default: refused('共同的拒绝 / the common refusals: input, login, role, territory, version, idempotency'),
  };
}

function refused(description: string): Schema {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: target }) => {
      // Answers carry instants as ISO 8601 text: a date, or a transform of one.
      const definition = zodSchema._zod.def as { type: string; in?: z.core.$ZodType };
      const date = definition.type === 'date' || (definition.type === 'pipe' && definition.in?._zod.def.type === 'date');
      if (date) Object.assign(target, { type: 'string', format: 'date-time' });
    },
  });
  return rest;
}
