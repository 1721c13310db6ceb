import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Installation {
  readonly mode: string;
  readonly version: string;
  /** folder of the built portal; null: the API alone */
  readonly portal: string | null;
}

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The place in the built page where the style nonce of each answer stands. */
const NONCE = '__STYLE_NONCE__';

/**
 * What answers outside the API: the portal where it has been built, else a page that says in words what answers here. The portal's own
 * addresses all give the same page; whoever asks for a file that is not there is told so, in the API's form.
 */
export function serveFrontPage(app: FastifyInstance, installation: Installation): void {
  const index = installation.portal === null ? null : join(installation.portal, 'index.html');
  if (index === null || !existsSync(index)) {
    app.get('/', async (_, reply) => guarded(reply, "style-src 'unsafe-inline'").send(plainPage(installation)));
    return;
  }
  const page = readFileSync(index, 'utf8').replaceAll('__MODE__', installation.mode).replaceAll('__VERSION__', installation.version);
  const assets = readAssets(join(installation.portal!, 'assets'));
  const sendPage = async (_: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64url');
    return guarded(
      reply,
      `script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'self' blob:; frame-src blob:`,
    ).send(page.replaceAll(NONCE, nonce));
  };
  app.get('/', sendPage);
  app.get('/portal/*', sendPage);
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const asset = assets.get(request.params.name);
    if (asset === undefined) return reply.callNotFound();
    const [coding, bytes] = inCodingFor(String(request.headers['accept-encoding'] ?? ''), asset);
    // The name holds the digest of the content: what is cached under it never changes.
    reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding');
    if (coding !== null) reply.header('content-encoding', coding);
    return reply.send(bytes);
  });
}

/** Read and compressed once at start: the portal is a few files, and a request then costs no work. */
function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
  return new Map(
    readdirSync(folder).map((name) => {
      const plain = readFileSync(join(folder, name));
      return [
        name,
        {
          type: TYPES[extname(name)] ?? 'application/octet-stream',
          plain,
          gzip: gzipSync(plain),
          brotli: brotliCompressSync(plain, quality),
        },
      ];
    }),
  );
}

function inCodingFor(accepted: string, asset: Asset): [string | null, Buffer] {
  if (/\bbr\b/.test(accepted)) return ['br', asset.brotli];
  return /\bgzip\b/.test(accepted) ? ['gzip', asset.gzip] : [null, asset.plain];
}

/** Nothing inline, nothing from elsewhere, in nobody's frame. */
function guarded(reply: FastifyReply, sources: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', `default-src 'none'; ${sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`)
    .header('cross-origin-opener-policy', 'same-origin');
}

/** No script, no style from elsewhere. */
function plainPage(installation: Installation): string {
  const demonstration = installation.mode === 'demonstration';
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>安接 · 定点医药机构接入管理</title>
<style>
body { font-family: system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; line-height: 1.7; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a; }
.mode { background: #8a4b00; color: #fff; padding: .3rem .8rem; display: inline-block; }
code { background: #f0f0f0; padding: 0 .3em; }
</style>
</head>
<body>
${demonstration ? '<p class="mode">演示安装：数据均为虚构</p>' : ''}
<h1>安接</h1>
<p>定点医药机构接入医疗保障信息平台的监管系统：能否接入，由已登记的事实按规定得出；每一次拒绝都写明所依据的条款和改正办法。</p>
<ul>
<li><a href="/api/v1/openapi.json">接口说明（OpenAPI 3.1）</a>，接口在 <code>/api/v1</code> 之下</li>
<li><a href="/api/health">运行状况</a></li>
<li>命令行：<code>npm run anjie -- --help</code></li>
</ul>
<p>版本 ${installation.version} · ${demonstration ? '演示' : '正式'}安装</p>
</body>
</html>
`;
}
