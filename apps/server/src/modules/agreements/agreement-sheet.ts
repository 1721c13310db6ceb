import { z } from 'zod';
import { CASEWORKERS } from '../../ground/route.ts';
import { takeOneByOne } from '../institutions/index.ts';
import { type ImportSheet, institutionColumn, type SheetColumn } from '../lists/index.ts';
import { AGREEMENT_KINDS } from './agreement-rules.ts';
import { agreement, recordAgreement } from './record-agreement.ts';

const column = (name: string, header: string, zh: string, en: string, required = true): SheetColumn => ({
  headers: [name, header],
  required,
  personal: false,
  mend: { zh, en },
});
const YES_NO = { 是: 'true', 否: 'false', yes: 'true', no: 'false' };
const said = z.enum(['true', 'false']).transform((word) => word === 'true');

const row = z
  .strictObject({
    institution: z.string().regex(/^[A-Z]\d{11}$/),
    kind: z.enum(AGREEMENT_KINDS),
    number: z.string().max(60).optional(),
    withInstitution: said,
    withBureau: said,
    firm: z.string().max(64).optional(),
    subject: z.string().max(200).optional(),
    copies: z.coerce.number().int().min(1).max(20).optional(),
    signedOn: z.iso.date(),
    validTo: z.iso.date().optional(),
  })
  .refine(({ signedOn, validTo }) => validTo === undefined || validTo >= signedOn, { path: ['validTo'] });
type AgreementRow = z.output<typeof row>;

/** Signed agreements as a sheet: each row is recorded by the bureau that the profile names, as a single one would be. */
export const agreementSheet: ImportSheet<AgreementRow> = {
  list: 'agreements',
  title: { zh: '协议和承诺书', en: 'agreements and commitments' },
  access: CASEWORKERS,
  columns: {
    institution: institutionColumn,
    kind: {
      ...column('kind', '种类', '填协议的种类，如“安全协议”“承诺书”', AGREEMENT_KINDS.join(', ')),
      words: {
        安全协议: 'security-agreement',
        保密协议: 'confidentiality-agreement',
        知识产权协议: 'intellectual-property-agreement',
        承诺书: 'commitment',
      },
    },
    number: column('number', '编号', '最多 60 个字', 'at most 60 characters', false),
    withInstitution: { ...column('withInstitution', '机构签订', '填“是”或“否”', 'yes or no'), words: YES_NO },
    withBureau: { ...column('withBureau', '医保局签订', '填“是”或“否”', 'yes or no'), words: YES_NO },
    firm: column('firm', '单位', '单位名录中的编码', 'the code of a firm on the list', false),
    subject: column('subject', '事项', '最多 200 个字', 'at most 200 characters', false),
    copies: column('copies', '份数', '1 至 20', '1 to 20', false),
    signedOn: column('signedOn', '签订日期', '如 2026-03-01', 'e.g. 2026-03-01'),
    validTo: column('validTo', '有效期至', '如 2027-02-28，不早于签订日期', 'e.g. 2027-02-28, not before it was signed', false),
  },
  schema: row,
  key: { field: 'number', of: (one) => [one.institution, one.kind, one.number, one.firm, one.signedOn].join(' ') },
  begin: (tx) => takeOneByOne(tx, agreementSheet, (part, value) => recordAgreement(part, value.institution, recorded(value))),
  batch: 200,
  mostWhole: 2000,
};

function recorded({ institution: _, withInstitution, withBureau, firm, ...rest }: AgreementRow): z.output<typeof agreement> {
  return agreement.parse({
    ...rest,
    signatories: { institution: withInstitution, bureau: withBureau, ...(firm === undefined ? {} : { firm }) },
  });
}
