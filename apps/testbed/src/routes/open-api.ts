import type { Route } from '../ground/router.ts';

/** The bed's API as OpenAPI 3.1, from the table of routes. */
export function openApi(routes: readonly Route[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {
    '/c/{path}/{rest}': {
      post: {
        summary: '国家接口报文 / a message of the national interface',
        parameters: named('/c/{path}/{rest}'),
        responses: { 200: { description: '应答报文 / the reply' } },
      },
    },
  };
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = {
      summary: `${route.zh} / ${route.en}`,
      parameters: named(path),
      ...(route.method === 'POST' ? { requestBody: { content: bodyOf(route) } } : {}),
      security: route.access === 'anybody' ? [] : [{ [route.access]: [] }],
      responses: { [route.method === 'POST' ? 201 : 200]: { description: 'OK' }, default: { description: 'application/problem+json' } },
    };
  }
  const bearer = (description: string): object => ({ type: 'http', scheme: 'bearer', description });
  return {
    openapi: '3.1.0',
    info: { title: '安接联调测试台 / Anjie test bed', version: '1' },
    paths,
    components: {
      securitySchemes: { campaign: bearer('本次测试的密钥 / the campaign’s key'), operator: bearer('管理令牌 / the operator’s token') },
    },
  };
}

function bodyOf(route: Route): object {
  if (route.takesFile === true) return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  return { 'application/json': { schema: { type: 'object' } } };
}

function named(path: string): readonly object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}
