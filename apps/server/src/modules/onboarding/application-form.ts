import { z } from 'zod';

const phone = z
  .string()
  .regex(/^[0-9+() -]{5,20}$/)
  .meta({ personal: 'phone' });
const endpoint = z.strictObject({ address: z.string().trim().min(1).max(200), port: z.int().min(1).max(65535) });

/** 附件二 part 1. The name and the national code are the institution's own; the kind of application is a column of its own. */
const institutionPart = z.strictObject({
  address: z.string().trim().min(2).max(300),
  contactName: z.string().trim().min(2).max(50).meta({ personal: 'name' }),
  contactPhone: phone,
});

/** 附件二 part 2, without the promise, which the vendor gives. 部署模式 has two boxes; null: none is ticked. */
const systemPart = z.strictObject({
  deployment: z.enum(['standalone', 'cloud']).nullable(),
  contactName: z.string().trim().min(2).max(50).meta({ personal: 'name' }),
  contactPhone: phone,
  test: endpoint,
  production: endpoint,
});

export const applicationForm = z.strictObject({ institution: institutionPart.optional(), system: systemPart.optional() });

export type ApplicationForm = z.output<typeof applicationForm>;

/** Parts still missing, as paths; the form is data first and a document later. */
export function missingParts(form: ApplicationForm, systemId: string | null): string[] {
  return [
    ...(form.institution === undefined ? ['form.institution'] : []),
    ...(form.system === undefined ? ['form.system'] : []),
    ...(systemId === null ? ['system'] : []),
  ];
}
