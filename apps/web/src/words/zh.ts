import { zhForms } from './zh-forms.ts';
import { zhIdentity } from './zh-identity.ts';
import { zhJointTest } from './zh-joint-test.ts';
import { zhNames } from './zh-names.ts';
import { zhRules } from './zh-rules.ts';
import { zhSentences } from './zh-sentences.ts';

/** Every word that the portal shows in Chinese. The keys are the same in every language; a missing one does not compile. */
export const zh = { ...zhSentences, ...zhForms, ...zhIdentity, ...zhJointTest, ...zhRules, ...zhNames } as const;
