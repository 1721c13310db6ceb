import { zhStart } from './zh-start.ts';

export type Language = 'zh' | 'en';

/**
 * The words of the portal by the pages that need them. `start` is in the first script; `inside` comes with the frame after the login;
 * the others come with their pages: routes.tsx names them in `page(load, area)`.
 */
export const AREAS = {
  start: { zh: async () => zhStart, en: () => import('./en-start.ts').then((module) => module.enStart) },
  inside: { zh: () => import('./zh.ts').then((module) => module.zh), en: () => import('./en.ts').then((module) => module.en) },
  jointTest: {
    zh: () => import('./zh-joint-test.ts').then((module) => module.zhJointTest),
    en: () => import('./en-joint-test.ts').then((module) => module.enJointTest),
  },
  situation: {
    zh: () => import('./zh-situation.ts').then((module) => module.zhSituation),
    en: () => import('./en-situation.ts').then((module) => module.enSituation),
  },
  administration: {
    zh: () => import('./zh-administration.ts').then((module) => module.zhAdministration),
    en: () => import('./en-administration.ts').then((module) => module.enAdministration),
  },
  trust: {
    zh: () => import('./zh-trust.ts').then((module) => module.zhTrust),
    en: () => import('./en-trust.ts').then((module) => module.enTrust),
  },
  registry: {
    zh: () => import('./zh-registry.ts').then((module) => module.zhRegistry),
    en: () => import('./en-registry.ts').then((module) => module.enRegistry),
  },
  dossier: {
    zh: () => import('./zh-dossier.ts').then((module) => module.zhDossier),
    en: () => import('./en-dossier.ts').then((module) => module.enDossier),
  },
  rules: {
    zh: () => import('./zh-rules.ts').then((module) => module.zhRules),
    en: () => import('./en-rules.ts').then((module) => module.enRules),
  },
};

export type Area = keyof typeof AREAS;

export type WordKey = { [A in Area]: keyof Awaited<ReturnType<(typeof AREAS)[A]['zh']>> }[Area];
