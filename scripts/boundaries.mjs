// The arrows of the house, executable: front doors only, call-down order from one array, apps never import apps, no cycles.

/** Modules of the server in call-down order: an upper one may call a lower one, never upwards. */
const MODULES = [
  'imports',
  'overview',
  'data-protection',
  'enforcement',
  'admission',
  'monitoring',
  'incidents',
  'inspections',
  'violations',
  'integration',
  'assessment',
  'onboarding',
  'network',
  'vendors',
  'agreements',
  'training',
  'restrictions',
  'institutions',
  'documents',
  'disclosure',
  'clocks',
  'alerts',
  'notifications',
  'regulations',
  'settings',
  'identity',
  'lists',
  'bureaus',
  'sealing',
  'audit',
];

const upward = MODULES.slice(1).map((module, i) => ({
  name: `${module}-calls-down-only`,
  severity: 'error',
  from: { path: `^apps/server/src/modules/${module}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^apps/server/src/modules/(${MODULES.slice(0, i + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...upward,
    {
      name: 'front-doors-only',
      severity: 'error',
      from: { path: '^apps/server/src/modules/([^/]+)/' },
      to: { path: '^apps/server/src/modules/([^/]+)/', pathNot: ['^apps/server/src/modules/$1/', '/index\\.ts$', '\\.scene\\.ts$'] },
    },
    {
      name: 'scenes-are-for-tests',
      severity: 'error',
      from: { path: '^apps/server/', pathNot: '(\\.test|\\.scene|-walk)\\.ts$|^apps/server/tests/' },
      to: { path: '\\.scene\\.ts$' },
    },
    {
      name: 'composition-root-uses-front-doors',
      severity: 'error',
      from: { path: '^apps/server/src/[^/]+\\.ts$' },
      to: { path: '^apps/server/src/modules/[^/]+/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'ground-knows-no-module',
      severity: 'error',
      from: { path: '^apps/server/src/ground/' },
      to: { path: '^apps/server/src/modules/' },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'web-features-never-import-features',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/(features/|shell/)', pathNot: '^apps/web/src/features/$1/' },
    },
    { name: 'packages-import-no-app', severity: 'error', from: { path: '^packages/' }, to: { path: '^apps/' } },
    {
      name: 'packages-have-one-door',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^packages/([^/]+)/',
        pathNot: ['^$1/$2/', '^packages/[^/]+/src/index\\.ts$', '^packages/admission/tests/index\\.ts$', '^packages/guomi/src/sm3\\.ts$'],
      },
    },
    {
      name: 'pure-packages-stay-pure',
      comment: 'Rules are functions of values: no clock, no file, no database inside.',
      severity: 'error',
      from: {
        path: '^packages/(admission|working-days|national-interface)/src/',
        pathNot: '(\\.test\\.ts|catalogue\\.ts|transaction-class\\.ts|check-envelope\\.ts)$',
      },
      to: { dependencyTypes: ['core'], path: '^(fs|http|https|net|child_process|node:fs|node:http|node:net|node:child_process)' },
    },
    { name: 'the-gateway-has-no-database', severity: 'error', from: { path: '^apps/gateway/' }, to: { path: 'node_modules/(pg|kysely)/' } },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.generated\\.ts$', '^apps/web/dist'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
