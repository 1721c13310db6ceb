/** Rules in the manner of Ningxia's, for this package's own tests: the profiles in force are data of the rulebook. */
import type { AdmissionRules, RequirementRow, RestrictionRow } from '../src/index.ts';
import { ENVIRONMENTS } from '../src/index.ts';

const both = ENVIRONMENTS;
const said = (text: string) => ({ zh: text, en: text });

function requirement(
  code: string,
  requires: RequirementRow['requires'],
  clause: string,
  more: Partial<RequirementRow> = {},
): RequirementRow {
  return {
    code,
    requires,
    environments: both,
    kinds: null,
    denies: 'all',
    clause,
    stated: true,
    what: said(code),
    mend: said(`${code}: mend`),
    ...more,
  };
}

function restriction(
  kind: RestrictionRow['kind'],
  denies: RestrictionRow['denies'],
  environments: RestrictionRow['environments'] = both,
): RestrictionRow {
  return { kind, code: kind, environments, denies, what: said(kind), mend: said(`${kind}: mend`) };
}

export const SAMPLE_RULES: AdmissionRules = {
  profile: '640000',
  requirements: [
    requirement('address-not-filed', 'address', 'NX-8'),
    requirement('terminal-not-filed', 'terminal', 'NX-6'),
    requirement('line-not-filed', 'line', 'NX-6'),
    requirement('mac-not-bound', 'carrier-binding', 'NX-8', { environments: ['production'] }),
    requirement('no-service-agreement', 'service-agreement', 'NX-6', { stated: false, environments: ['production'] }),
    requirement('no-connection-consent', 'connection-consent', 'NX-20(3)', { environments: ['production'] }),
    requirement('no-test-consent', 'test-consent', 'NX-20(2)', { environments: ['test'] }),
    requirement('no-security-operator', 'security-operator', 'NX-5', { kinds: ['hospital'], denies: ['upload'], stated: false }),
  ],
  restrictions: [
    restriction('cut-off', 'all'),
    restriction('settlement-suspension', ['settle'], ['production']),
    restriction('disbursement-stop', []),
    restriction('system-suspension', 'all'),
    restriction('permission-stop', 'all'),
    restriction('agreement-termination', 'all'),
    restriction('settlement-termination', ['settle'], ['production']),
    restriction('upload-pause', ['upload'], ['production']),
    restriction('blacklist', 'all'),
  ],
};
