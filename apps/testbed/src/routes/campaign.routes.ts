import { randomBytes, randomUUID } from 'node:crypto';
import { sm2PrivateKey, sm3Hex } from '@anjie/guomi';
import { catalogue } from '@anjie/national-interface';
import type { Bed } from '../campaign/bed.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { beginRun, insertCampaign, listCampaigns, listRuns, setAgreed } from '../campaign/campaign-store.ts';
import { FAULTS } from '../campaign/fault.ts';
import { badRequest, conflict } from '../ground/refusal.ts';
import type { Asked, Route } from '../ground/router.ts';
import { JUDGEMENTS } from '../judgements/index.ts';
import { SCHEMES } from '../signing/scheme.ts';
import { playedSuite } from '../suite/campaign-suite.ts';
import { readSuite, SuiteInvalid } from '../suite/read-suite.ts';
import { choice, whole, word, words } from './read-words.ts';

/** Marks a campaign's key, so that a leaked one is recognised for what it is. */
const KEY_MARK = 'tbk_';

/** @param platformPublicKey base64 of the point by which sealed replies are verified */
export function campaignRoutes(bed: Bed, publicUrl: () => string, platformPublicKey: string): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/campaigns',
      access: 'operator',
      zh: '建立一次联调测试，给出地址和密钥（只显示一次）',
      en: 'begins a campaign and gives its endpoint and keys, shown once',
      handle: async (asked) => begin(bed, publicUrl(), platformPublicKey, asked),
    },
    {
      method: 'GET',
      path: '/api/v1/campaigns',
      access: 'operator',
      zh: '最近的 200 次联调测试',
      en: 'the newest 200 campaigns',
      handle: async () => ({ campaigns: await listCampaigns(bed.pool) }),
    },
    {
      method: 'GET',
      path: '/api/v1/campaigns/:campaign',
      access: 'campaign',
      zh: '一次联调测试及其各轮',
      en: 'a campaign with its runs',
      handle: async ({ campaignId }) => {
        const { campaign } = await bed.newest(campaignId);
        return { ...shown(campaign), runs: await listRuns(bed.pool, campaignId) };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/campaigns/:campaign/runs',
      access: 'campaign',
      zh: '开始新的一轮：平台状态和用例结果从头开始',
      en: 'begins a new run: the platform’s state and the results begin anew',
      handle: async ({ campaignId }) => {
        const { campaign } = await bed.newest(campaignId);
        const number = await beginRun(bed.pool, campaignId, new Date());
        await bed.forget(campaign);
        return { run: number };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/campaigns/:campaign/faults',
      access: 'campaign',
      zh: '安排故障：下 times 条 infno 报文遇到 fault',
      en: 'arms a fault for the next `times` messages of `infno`',
      handle: async ({ campaignId, json }) => {
        const body = await json();
        const { live } = await bed.newest(campaignId);
        const [infno, fault] = [word(body, 'infno'), choice(body, 'fault', FAULTS)];
        live.faults.arm(infno, fault, whole('times', body.times, 1, 1, 100));
        return { infno, fault, faults: FAULTS };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/campaigns/:campaign/agreed-cases',
      access: 'operator',
      zh: '追加约定的测试项（YAML 套件，NX-附3.1-6），开始新的一轮时生效',
      en: 'adds cases agreed in addition (a suite in YAML); takes effect with a new run',
      handle: async ({ campaignId, json }) => {
        const yaml = String((await json()).yaml ?? '');
        const { campaign, live } = await bed.newest(campaignId);
        if (live.seq > 0)
          throw conflict('run-has-messages', '本轮已有报文，请先开始新的一轮', 'the run has messages; begin a new one first');
        try {
          const suite = readSuite('agreed', yaml, Object.keys(JUDGEMENTS));
          const taken = suite.cases.find((one) => live.cases.some((other) => other.of.id === one.id));
          if (taken !== undefined) throw badRequest(`用例编号 ${taken.id} 已被占用`, `the id ${taken.id} is taken`);
          await setAgreed(bed.pool, campaignId, yaml);
          await bed.forget(campaign);
          return { cases: suite.cases.map((one) => one.id) };
        } catch (error) {
          if (error instanceof SuiteInvalid) throw badRequest(error.message, error.message);
          throw error;
        }
      },
    },
  ];
}

async function begin(bed: Bed, publicUrl: string, platformPublicKey: string, { json }: Asked): Promise<unknown> {
  const body = await json();
  const plans = bed.folder.plans.map((one) => one.plan);
  const plan = bed.folder.plans.find((one) => one.plan === choice(body, 'plan', plans))!;
  const code = word(body, 'institution_code', plan.institution === 'pharmacy' ? 'P64010400001' : 'H64010400001');
  if (!/^[HP]\d{11}$/.test(code))
    throw badRequest(`institution_code=${code}：应为 H 或 P 加 11 位数字`, `institution_code=${code}: must be H or P and 11 digits`);
  const medTypes = words(body, 'med_type', plan.med_type);
  const beyond = medTypes.find((one) => !plan.med_type.includes(one));
  if (beyond !== undefined)
    throw badRequest(`med_type ${beyond} 不在计划 ${plan.plan} 之内`, `med_type ${beyond} is not in the plan ${plan.plan}`);
  const demanded = words(body, 'transactions', []);
  const unknown = demanded.find((infno) => !catalogue().has(infno));
  if (unknown !== undefined)
    throw badRequest(`transactions：目录中没有交易 ${unknown}`, `transactions: the catalogue has no transaction ${unknown}`);
  const signing = choice(body, 'signing', SCHEMES, 'x-ca');
  const sealed = signing === 'oauth2-sm' || signing === 'encdata';
  const scalar = randomBytes(32);
  // Below the order of the curve, whatever was drawn.
  scalar[0]! &= 0x7f;
  const campaign: Campaign = {
    id: randomUUID(),
    name: word(body, 'name', plan.zh),
    plan: plan.plan,
    institution: { kind: plan.institution, code, name: word(body, 'institution_name', '示例机构') },
    his: { name: word(body, 'his_name', '未说明'), version: word(body, 'his_version', '未说明') },
    path: randomBytes(18).toString('base64url'),
    signing,
    // SM4 takes the first 16 characters of it for a key.
    accessKey: sealed ? `${code}${randomBytes(2).toString('hex')}` : code,
    secret: randomBytes(24).toString('base64url'),
    hisPublicKey: sealed ? sm2PrivateKey(scalar).publicKey.point.toString('base64') : '',
    scope: { med_type: medTypes, settlement: plan.settlement, catalogue: plan.catalogue, transaction: demanded },
    agreed: '',
    reference: word(body, 'reference', ''),
    createdAt: new Date(),
  };
  const key = `${KEY_MARK}${randomBytes(32).toString('base64url')}`;
  await insertCampaign(bed.pool, campaign, sm3Hex(key));
  return {
    ...shown(campaign),
    suite: playedSuite(plan, medTypes),
    endpoint: `${publicUrl}/c/${campaign.path}`,
    key,
    signing: {
      scheme: campaign.signing,
      id: campaign.accessKey,
      secret: campaign.secret,
      ...(sealed ? { privateKey: scalar.toString('base64'), platformPublicKey } : {}),
    },
  };
}

/** What anybody with the campaign's key may see; keys are shown once, at the beginning. */
function shown({ id, name, plan, institution, his, scope, reference, createdAt, signing }: Campaign): Readonly<Record<string, unknown>> {
  return { id, name, plan, institution, his, scope, reference, createdAt, signing };
}
