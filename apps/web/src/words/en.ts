import { enForms } from './en-forms.ts';
import { enIdentity } from './en-identity.ts';
import { enJointTest } from './en-joint-test.ts';
import { enNames } from './en-names.ts';
import { enRules } from './en-rules.ts';
import { enSentences } from './en-sentences.ts';

/** The same in English; loaded when somebody switches to it. */
export const en = { ...enSentences, ...enForms, ...enIdentity, ...enJointTest, ...enRules, ...enNames };
