import type { Route } from '../ground/router.ts';

/** A page for the people at the HIS: what passed, what is next, live. Holds nothing itself; the key is typed in and goes into a header. */
export function livePage(): Route {
  return {
    method: 'GET',
    path: '/',
    access: 'anybody',
    zh: '实时页面',
    en: 'the live page',
    handle: async ({ response }) => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
      });
      response.end(PAGE);
      return null;
    },
  };
}

const PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>联调测试</title>
<style>body{font:16px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{width:100%;border-collapse:collapse}
td,th{padding:.3rem .5rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}.pass,.attested{color:#0a6b2d}.fail,.error{color:#b00020}
.warning{color:#8a5a00}.waiting{color:#444}input{font:inherit;padding:.3rem;width:22rem;max-width:100%}</style>
<h1>联调测试</h1><p>模拟平台，只用测试数据。</p>
<form><label>测试编号 <input name="id" required></label> <label>密钥 <input name="key" type="password" required></label> <button>查看</button></form>
<p id="sum" role="status"></p><table><thead><tr><th>用例</th><th>名称</th><th>状态</th><th>说明与下一步</th></tr></thead><tbody id="cases"></tbody></table>
<script>
const words={pass:'通过',fail:'不通过',warning:'通过（有提示）',skipped:'跳过','not-applicable':'不适用',waiting:'待完成',error:'测试台故障',attested:'已见证'};
const states=new Map();
function show(one){const old=document.getElementById('c-'+one.id);const row=document.createElement('tr');row.id='c-'+one.id;
for(const text of [one.id,one.zh,words[one.state]||one.state,[one.reason,one.next].filter(Boolean).join(' → ')]){const cell=document.createElement('td');cell.textContent=text;row.append(cell);}
row.children[2].className=one.state;states.set(one.id,one.state);if(old)old.replaceWith(row);else document.getElementById('cases').append(row);}
document.forms[0].addEventListener('submit',async event=>{event.preventDefault();const {id,key}=Object.fromEntries(new FormData(event.target));
const sum=document.getElementById('sum');
try{const reply=await fetch('/api/v1/campaigns/'+encodeURIComponent(id)+'/live',{headers:{authorization:'Bearer '+key}});
if(!reply.ok){sum.textContent='没有这次测试，或密钥不对';return;}
let text='';for await(const chunk of reply.body.pipeThrough(new TextDecoderStream())){text+=chunk;const parts=text.split('\\n\\n');text=parts.pop();
for(const part of parts){const line=part.split('\\n').find(one=>one.startsWith('data: '));if(!line)continue;const told=JSON.parse(line.slice(6));
told.cases.forEach(show);const done=[...states.values()].filter(one=>['pass','warning','attested'].includes(one)).length;
sum.textContent='第 '+told.run+' 轮，报文 '+told.messages+' 条，已通过 '+done+' / '+states.size;}}sum.textContent+='（连接已断开）';}
catch{sum.textContent='连接已断开，请重新查看';}});
</script></html>`;
