/** What the walk fills the routes with: real ids of one territory, and bodies that the schemas accept. */
export interface Real {
  readonly code: string;
  readonly operator: string;
  readonly amendment: string;
  readonly clock: string;
  readonly imported: string;
  readonly document: string;
  readonly destruction: string;
  readonly restriction: string;
  readonly proposal: string;
  readonly agreement: string;
  readonly serviceAgreement: string;
  readonly line: string;
  readonly address: string;
  readonly terminal: string;
  readonly exception: string;
  readonly application: string;
  readonly campaign: string;
  readonly gateway: string;
  readonly epochReport: string;
}

export type Body = object | { readonly raw: string; readonly type: string };

export interface Case {
  readonly path: string;
  readonly body?: Body;
}

const NEVER = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
const returned = { reason: 'incomplete', note: '缺少附件' };

/** By "METHOD route". A route that names an object of a territory and is not listed here fails the walk. */
export function casesOf(real: Real): Record<string, Case> {
  const institution = `/institutions/${real.code}`;
  const application = `/applications/${real.application}`;
  const campaign = `${application}/test-campaigns/${real.campaign}`;
  const filing = (kind: 'line' | 'address' | 'terminal') => `/${kind}-filings/${real[kind]}`;
  return {
    'GET /institutions/:code': { path: institution },
    'PATCH /institutions/:code': { path: institution, body: { set: { tier: '三级' }, nature: 'correction', reason: '更正' } },
    'GET /institutions/:code/dossier': { path: `${institution}/dossier` },
    'POST /institutions/:code/amendments': {
      path: `${institution}/amendments`,
      body: { set: { tier: '一级' }, nature: 'correction', reason: '更正' },
    },
    'GET /institutions/:code/amendments': { path: `${institution}/amendments` },
    'POST /amendments/:id/acceptance': { path: `/amendments/${real.amendment}/acceptance` },
    'POST /amendments/:id/return': { path: `/amendments/${real.amendment}/return`, body: { reason: '不清楚' } },
    'GET /institutions/:code/moves': { path: `${institution}/moves` },
    'POST /institutions/:code/roster-reports': { path: `${institution}/roster-reports` },
    'GET /institutions/:code/roster-reports': { path: `${institution}/roster-reports` },
    'POST /institutions/:code/operators/:id/reach-checks': {
      path: `${institution}/operators/${real.operator}/reach-checks`,
      body: { reached: true },
    },
    'GET /institutions/:code/reach-checks': { path: `${institution}/reach-checks` },
    'POST /institutions/:code/psam-records': {
      path: `${institution}/psam-records`,
      body: { card: 'PSAM-1', kind: 'lost', happenedOn: '2026-01-01', note: '遗失' },
    },
    'GET /institutions/:code/psam-records': { path: `${institution}/psam-records` },
    'POST /institutions/:code/psam-records/:id/settlement': {
      path: `${institution}/psam-records/${NEVER}/settlement`,
      body: { settlement: '已补卡' },
    },
    'GET /institutions/:code/service-agreements': { path: `${institution}/service-agreements` },
    'POST /institutions/:code/service-agreements/:id/end': {
      path: `${institution}/service-agreements/${real.serviceAgreement}/end`,
      body: { reason: '注销' },
    },
    'GET /institutions/:code/rules': { path: `${institution}/rules` },
    'POST /institutions/:code/rules/:id/acknowledgement': { path: `${institution}/rules/${NEVER}/acknowledgement` },
    'POST /institutions/:code/urgings': { path: `${institution}/urgings`, body: { note: '请尽快' } },
    'GET /institutions/:code/urgings': { path: `${institution}/urgings` },
    'GET /clocks/:id': { path: `/clocks/${real.clock}` },
    'GET /imports/:id': { path: `/imports/${real.imported}` },
    'GET /imports/:id/faults': { path: `/imports/${real.imported}/faults` },
    'GET /imports/:id/faults-file': { path: `/imports/${real.imported}/faults-file` },
    'POST /imports/:id/cancellation': { path: `/imports/${real.imported}/cancellation` },
    'GET /clocks/:id/history': { path: `/clocks/${real.clock}/history` },
    'POST /clocks/:id/pause': { path: `/clocks/${real.clock}/pause`, body: { reason: '待补正' } },
    'POST /clocks/:id/resumption': { path: `/clocks/${real.clock}/resumption`, body: { reason: '已补正' } },
    'POST /clocks/:id/extension': { path: `/clocks/${real.clock}/extension`, body: { until: '2099-12-31', reason: '延长' } },
    'POST /institutions/:code/service-agreements': {
      path: `${institution}/service-agreements`,
      body: { number: 'W', year: 2033, validFrom: '2033-01-01' },
    },
    'POST /institutions/:code/documents': { path: `${institution}/documents`, body: { raw: '%PDF-1.4\n%%EOF\n', type: 'application/pdf' } },
    'GET /institutions/:code/documents': { path: `${institution}/documents` },
    'GET /institutions/:code/documents/:id': { path: `${institution}/documents/${real.document}` },
    'POST /institutions/:code/operators': { path: `${institution}/operators`, body: { role: 'manager', name: '王五' } },
    'POST /institutions/:code/destructions': {
      path: `${institution}/destructions`,
      body: { kind: 'document', subject: real.document, reason: '误传' },
    },
    'POST /destructions/:id/approval': { path: `/destructions/${real.destruction}/approval` },
    'POST /institutions/:code/reveals': {
      path: `${institution}/reveals`,
      body: { subject: 'operator', id: real.operator, field: 'name', reason: '核对联系人' },
    },
    'GET /institutions/:code/contacts': { path: `${institution}/contacts` },
    'GET /institutions/:code/operators': { path: `${institution}/operators` },
    'POST /institutions/:code/operators/:id/end': { path: `${institution}/operators/${real.operator}/end` },
    'POST /institutions/:code/restrictions': {
      path: `${institution}/restrictions`,
      body: { kind: 'cut-off', clause: 'NX-18', reason: '一机两网' },
    },
    'GET /institutions/:code/restrictions': { path: `${institution}/restrictions` },
    'POST /institutions/:code/disconnection': { path: `${institution}/disconnection`, body: { reason: '自行断开' } },
    'POST /institutions/:code/restriction-proposals': {
      path: `${institution}/restriction-proposals`,
      body: { kind: 'settlement-termination', clause: 'NX-20(4)', reason: '混用环境' },
    },
    'POST /restriction-proposals/:id/approval': { path: `/restriction-proposals/${real.proposal}/approval` },
    'POST /restriction-proposals/:id/refusal': { path: `/restriction-proposals/${real.proposal}/refusal` },
    'POST /restrictions/:id/review': { path: `/restrictions/${real.restriction}/review`, body: { note: '复核' } },
    'POST /restrictions/:id/rectification': { path: `/restrictions/${real.restriction}/rectification`, body: { text: '已整改' } },
    'POST /restrictions/:id/lift-request': { path: `/restrictions/${real.restriction}/lift-request`, body: { reason: '整改完成' } },
    'POST /restrictions/:id/lifting': { path: `/restrictions/${real.restriction}/lifting` },
    'POST /institutions/:code/agreements': {
      path: `${institution}/agreements`,
      body: { kind: 'commitment', signatories: { institution: true, bureau: false }, signedOn: '2026-02-01' },
    },
    'GET /institutions/:code/agreements': { path: `${institution}/agreements` },
    'POST /agreements/:id/end': { path: `/agreements/${real.agreement}/end`, body: { reason: '终止' } },
    'GET /institutions/:code/systems': { path: `${institution}/systems` },
    'POST /institutions/:code/line-filings': {
      path: `${institution}/line-filings`,
      body: { act: 'apply', kind: 'dedicated', carrier: 'carrier-a', agreementNumber: 'S' },
    },
    'GET /institutions/:code/line-filings': { path: `${institution}/line-filings` },
    'GET /line-filings/:id': { path: filing('line') },
    'POST /line-filings/:id/acceptance': { path: `${filing('line')}/acceptance` },
    'POST /line-filings/:id/withdrawal': { path: `${filing('line')}/withdrawal` },
    'POST /line-filings/:id/return': { path: `${filing('line')}/return`, body: returned },
    'POST /line-filings/:id/audit': { path: `${filing('line')}/audit`, body: { passed: true } },
    'POST /line-filings/:id/binding': { path: `${filing('line')}/binding`, body: { ip: '10.64.1.1', macs: ['02:00:00:00:00:01'] } },
    'POST /line-filings/:id/vouchers': {
      path: `${filing('line')}/vouchers`,
      body: { kind: 'payment', number: 'V1', issuedOn: '2026-03-01' },
    },
    'POST /institutions/:code/address-filings': {
      path: `${institution}/address-filings`,
      body: { act: 'apply', ip: '127.0.0.77', environment: 'test' },
    },
    'GET /institutions/:code/address-filings': { path: `${institution}/address-filings` },
    'GET /address-filings/:id': { path: filing('address') },
    'POST /address-filings/:id/acceptance': { path: `${filing('address')}/acceptance` },
    'POST /address-filings/:id/withdrawal': { path: `${filing('address')}/withdrawal` },
    'POST /address-filings/:id/return': { path: `${filing('address')}/return`, body: returned },
    'POST /institutions/:code/terminal-filings': {
      path: `${institution}/terminal-filings`,
      body: { act: 'apply', ip: '127.0.0.77', mac: '02:00:00:00:00:77' },
    },
    'GET /institutions/:code/terminal-filings': { path: `${institution}/terminal-filings` },
    'GET /terminal-filings/:id': { path: filing('terminal') },
    'POST /terminal-filings/:id/acceptance': { path: `${filing('terminal')}/acceptance` },
    'POST /terminal-filings/:id/examination': {
      path: `${filing('terminal')}/examination`,
      body: { examinedOn: '2026-03-01', dedicated: true, offline: true, protected: true },
    },
    'POST /terminal-filings/:id/withdrawal': { path: `${filing('terminal')}/withdrawal` },
    'POST /terminal-filings/:id/return': { path: `${filing('terminal')}/return`, body: returned },
    'POST /institutions/:code/address-exceptions': { path: `${institution}/address-exceptions`, body: { reason: '另设窗口', extra: 1 } },
    'GET /institutions/:code/address-exceptions': { path: `${institution}/address-exceptions` },
    'POST /address-exceptions/:id/revocation': { path: `/address-exceptions/${real.exception}/revocation`, body: { reason: '不再需要' } },
    'POST /address-exceptions/:id/approval': { path: `/address-exceptions/${real.exception}/approval` },
    'POST /institutions/:code/applications': { path: `${institution}/applications`, body: { kind: 'new-designation' } },
    'GET /applications/:number': { path: application },
    'PATCH /applications/:number': { path: application, body: { form: {} } },
    'POST /applications/:number/handler': { path: `${application}/handler`, body: { to: 'xingqing.caseworker' } },
    'POST /applications/:number/transitions/:step': { path: `${application}/transitions/withdraw`, body: { reason: '撤回' } },
    'POST /applications/:number/transitions/:step/request': { path: `${application}/transitions/agree/request`, body: {} },
    'POST /applications/:number/transitions/:step/request/decline': {
      path: `${application}/transitions/agree/request/decline`,
      body: { reason: '不同意' },
    },
    'POST /applications/:number/materials': { path: `${application}/materials`, body: { material: 'licence', documentId: real.document } },
    'POST /applications/:number/findings': { path: `${application}/findings`, body: { material: 'licence', conforms: true } },
    'POST /applications/:number/conditions': { path: `${application}/conditions`, body: { conditions: ['codes'] } },
    'POST /applications/:number/opinions': { path: `${application}/opinions`, body: { code: 'local', agrees: true, opinion: '同意' } },
    'GET /applications/:number/test-report': { path: `${application}/test-report` },
    'POST /applications/:number/test-report': {
      path: `${application}/test-report`,
      body: { report: {}, digest: '0'.repeat(64), signature: 'AAAA', publicKey: '', frozenAt: '2026-03-01T00:00:00Z' },
    },
    'GET /applications/:number/test-campaigns': { path: `${application}/test-campaigns` },
    'POST /applications/:number/test-campaigns': { path: `${application}/test-campaigns`, body: {} },
    'GET /applications/:number/test-campaigns/:campaign': { path: campaign },
    'GET /applications/:number/test-campaigns/:campaign/stream': { path: `${campaign}/stream` },
    'POST /applications/:number/test-campaigns/:campaign/runs': { path: `${campaign}/runs` },
    'GET /applications/:number/test-campaigns/:campaign/comparison': { path: `${campaign}/comparison?a=1&b=2` },
    'GET /applications/:number/test-campaigns/:campaign/runs/:run/matrix': { path: `${campaign}/runs/1/matrix` },
    'GET /applications/:number/test-campaigns/:campaign/runs/:run/messages': { path: `${campaign}/runs/1/messages` },
    'POST /applications/:number/test-campaigns/:campaign/evidence': {
      path: `${campaign}/evidence`,
      body: { raw: '%PDF-1.4', type: 'application/pdf' },
    },
    'GET /applications/:number/test-campaigns/:campaign/runs/:run/evidence/:sm3': { path: `${campaign}/runs/1/evidence/${'0'.repeat(64)}` },
    'POST /applications/:number/test-campaigns/:campaign/notes': {
      path: `${campaign}/notes`,
      body: { case: 'CM-sign-in', kind: 'comment', reason: '说明' },
    },
    'POST /applications/:number/test-campaigns/:campaign/notes/:note/approval': { path: `${campaign}/notes/${NEVER}/approval` },
    'POST /applications/:number/test-campaigns/:campaign/records/:item': {
      path: `${campaign}/records/1a`,
      body: { verdict: 'meets', record: '符合' },
    },
    'POST /applications/:number/test-campaigns/:campaign/submission': { path: `${campaign}/submission` },
    'POST /applications/:number/seals': { path: `${application}/seals`, body: { party: 'institution', sm3: '0'.repeat(64) } },
    'POST /institutions/:code/test-records': {
      path: `${institution}/test-records`,
      body: { kind: 'network-test', passed: true, testedAt: '2026-03-01T00:00:00Z' },
    },
    'GET /institutions/:code/test-records': { path: `${institution}/test-records` },
    'POST /institutions/:code/connections': {
      path: `${institution}/connections`,
      body: { connectedOn: '2020-01-01', reason: '此前已接入' },
    },
    'POST /institutions/:code/connections/approval': { path: `${institution}/connections/approval`, body: { accept: true } },
    'GET /institutions/:code/connections': { path: `${institution}/connections` },
    'GET /institutions/:code/admission': { path: `${institution}/admission` },
    'POST /institutions/:code/admission/what-if': { path: `${institution}/admission/what-if`, body: { without: [NEVER] } },
    'GET /institutions/:code/enforcement': { path: `${institution}/enforcement` },
    'GET /institutions/:code/enforcement/stream': { path: `${institution}/enforcement/stream` },
    'POST /enforcement/gateways/:code/secret': { path: `/enforcement/gateways/${real.gateway}/secret` },
    'POST /enforcement/gateways/:code/retirement': {
      path: `/enforcement/gateways/${real.gateway}/retirement`,
      body: { removed: false, reason: '试' },
    },
    'POST /enforcement/gateways/:code/retirement/withdrawal': { path: `/enforcement/gateways/${real.gateway}/retirement/withdrawal` },
    'POST /enforcement/gateways/:code/retirement/confirmation': { path: `/enforcement/gateways/${real.gateway}/retirement/confirmation` },
    'GET /enforcement/epoch-reports/:id/withheld': { path: `/enforcement/epoch-reports/${real.epochReport}/withheld` },
    'POST /enforcement/epoch-reports/:id/release': { path: `/enforcement/epoch-reports/${real.epochReport}/release` },
  };
}

/** Routes that name an object of no territory, each with its reason. */
export const NO_TERRITORY: Record<string, string> = {
  'GET /firms/:code': 'who a firm is, is public',
  'POST /firms/:code/roles/end': 'a role is ended in the caller’s own province; tried in vendors’ own tests',
  'POST /systems/:code/certificates/withdrawal': 'certificates that the caller’s own province recorded; tried in vendors’ own tests',
  'POST /systems/:code/certifications/end': 'ends what the caller’s own province certified; tried in the integration’s own tests',
  'POST /withdrawals/:id/reinstatement-request': 'withdrawals are public; another province’s is not found, by their own tests',
  'POST /withdrawals/:id/reinstatement': 'withdrawals are public; another province’s is not found, by their own tests',
  'POST /division-changes/:id/approval': 'changes of divisions are public; another province’s is not found, by their own tests',
  'POST /division-changes/:id/decline': 'changes of divisions are public; another province’s is not found, by their own tests',
  'POST /rules/:id/withdrawal': 'rules are public; another bureau’s is refused by their own tests',
  'POST /saved-queries/:id/removal': 'one’s own searches alone; tried in the lists’ own tests',
  'POST /settings-signing/:id/approval':
    'settings are the installation’s; a province signs only where there is no nation, tried in settings’ own tests',
  'POST /sealing/rotations/:id/approval': 'keys are the installation’s; only its system administrator may approve',
  'POST /deputies/:id/end': 'deputies of one’s own bureau alone; tried in onboarding’s own tests',
  'GET /accounts/:login': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'POST /accounts/:login/disabling': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'POST /accounts/:login/reinstatement': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'POST /accounts/:login/recovery': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'GET /accounts/:login/keys': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'POST /accounts/:login/keys': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'POST /account-recoveries/:id/approval': 'another province’s is not found, by identity’s own tests',
  'POST /service-keys/:id/approval': 'another province’s is not found, by identity’s own tests',
  'POST /service-keys/:id/revocation': 'another province’s is not found, by identity’s own tests',
  'POST /delegations/:id/grant': 'another province’s is not found, by identity’s own tests',
  'POST /delegations/:id/end': 'one’s own, or those of the own province; tried in identity’s own tests',
  'GET /alerts/:id': 'another province’s is not found, by the alerts’ own tests',
  'POST /alerts/:id/acknowledgement': 'another province’s is not found, by the alerts’ own tests',
  'POST /alerts/:id/closing': 'another province’s is not found, by the alerts’ own tests',
  'GET /access-reviews/:id': 'another province’s is not found, by identity’s own tests',
  'POST /access-review-items/:id/decision': 'another province’s is not found, by identity’s own tests',
  'POST /identity-settings/:name': 'a setting is the caller’s own province’s; tried in identity’s own tests',
  'POST /management-ranges/:id/end': 'another province’s is not found, by identity’s own tests',
  'POST /me/factors/:id/confirmation': 'one’s own factors alone; tried in identity’s own tests',
  'POST /me/factors/:id/removal': 'one’s own factors alone; tried in identity’s own tests',
  'POST /accounts/:login/activation': 'the login is unique in the installation and its rows are scoped; tried in identity’s own tests',
  'POST /accounts/:login/sessions/end': 'the account is looked for under the caller’s scope; tried in identity’s own tests',
  'POST /sessions/:handle/end': 'one’s own sessions alone; tried in identity’s own tests',
  'POST /firms/:code/roles': 'a firm may act in any province; a role is given for the caller’s own province',
  'GET /systems/:code': 'which systems exist is public',
  'GET /systems/:code/certifications': 'which releases are certified is public',
  'GET /systems/:code/institutions':
    'which systems exist is public; of the institutions that run one each sees its own, tried in registry-pages.test.ts',
  'POST /systems/:code/certificates': 'certificates of public systems; the vendor is checked by its own tests',
  'POST /notifications/:id/reading': 'one’s own notifications alone; tried in notifications’ own tests',
  'POST /outgoing-mails/:id/retry': 'mails of the accounts within sight; another province’s is not found, by notifications’ own tests',
  'GET /calendars/:year': 'which days are worked is public',
  'POST /calendar-notices/:id/approval': 'which days are worked is public; whose notice it is is checked by its own tests',
  'GET /assessments/:id': 'of the whole installation; only the officers of the nation may look',
  'POST /assessments/:id/items/:item/remark': 'of the whole installation; only its officers may remark',
  'POST /assessments/:id/items/:item/remark/confirmation': 'of the whole installation; only its officers may confirm',
  'GET /audit/archives/:month/verification': 'the audit of the whole installation; only the auditor of the nation may ask',
  'POST /audit/archives/:month/restoration': 'the audit of the whole installation; only its system administrator may ask',
  'GET /audit/events/:seq/proof': 'the audit of the whole installation; only the auditor of the nation may ask',
  'GET /regulations/profiles/:code': 'the law is public',
  'GET /regulations/clauses/:id': 'the law is public',
  'GET /regulations/texts/:text': 'the law is public',
  'GET /regulations/publications/:generation': 'the law is public',
  'POST /regulations/publications/:generation/approval': 'a basis holds all jurisdictions; reach is checked per profile by its own tests',
};
