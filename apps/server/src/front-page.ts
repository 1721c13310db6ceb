import type { FastifyInstance } from 'fastify';

/** The page at `/`: says in words what answers here, and in which mode. No script, no style from elsewhere. */
export function serveFrontPage(app: FastifyInstance, installation: { readonly mode: string; readonly version: string }): void {
  const demonstration = installation.mode === 'demonstration';
  const page = `<!doctype html>
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
  app.get('/', async (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .header('referrer-policy', 'no-referrer')
      .send(page),
  );
}
