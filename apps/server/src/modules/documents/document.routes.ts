import { z } from 'zod';
import { FILE_POLICY } from '../../ground/answer-headers.ts';
import { BUREAU_STAFF, bytesBody, CASEWORKERS, MIB, only, type Route, rawRoute, route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { getDocument, listDocuments } from './document.store.ts';
import type { FileStore } from './file-store.ts';
import { MEDIA_TYPES } from './media-type.ts';
import type { Scanning } from './scan-file.ts';
import { readFileOf } from './sealed-file.ts';
import { type FindInstitution, storeDocument } from './store-document.ts';

const view = z.object({
  id: z.string(),
  sm3: z.string(),
  bytes: z.number(),
  mediaType: z.string(),
  name: z.string(),
  uploadedAt: z.date().transform((at) => at.toISOString()),
  /** clean, not-scanned, unreachable */
  scan: z.string(),
});

const institutionCode = z.strictObject({ code: z.string().regex(/^[A-Z]\d{11}$/) });
const one = institutionCode.extend({ id: z.string() });

/** @param getInstitution handed in by the composition root: documents lie below institutions */
export function documentRoutes(transactor: Transactor, files: FileStore, scanning: Scanning, getInstitution: FindInstitution): Route[] {
  const parts = { files, scanning };
  return [
    route({
      method: 'POST',
      path: '/institutions/:code/documents',
      summary: { zh: '上传材料文件', en: 'Upload a file: its bytes as the body, its name in X-File-Name' },
      access: only(CASEWORKERS, 'institution'),
      params: institutionCode,
      bytes: MEDIA_TYPES,
      body: bytesBody,
      maxBytes: 20 * MIB,
      output: view,
      status: 201,
      refusals: ['document-empty', 'document-not-of-its-type', 'document-name-missing', 'document-infected', 'scanner-unreachable'],
      handler: async (tx, { params, body }) => storeDocument(tx, parts, await getInstitution(tx, params.code), body),
    }),
    route({
      method: 'GET',
      path: '/institutions/:code/documents',
      summary: { zh: '机构的材料文件', en: 'Files of an institution' },
      access: only(BUREAU_STAFF, 'institution'),
      params: institutionCode,
      query: z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.object({ documents: z.array(view), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { params, query }) => {
        const institution = await getInstitution(tx, params.code);
        const documents = await listDocuments(tx, institution.id, { after: query.after ?? null, limit: query.limit });
        return { documents, next: documents.length === query.limit ? documents.at(-1)!.id : null };
      },
    }),
    rawRoute({
      method: 'GET',
      path: '/institutions/:code/documents/:id',
      summary: { zh: '下载材料文件', en: 'Download a file, as an attachment and never inline' },
      access: only(BUREAU_STAFF, 'institution'),
      params: one,
      refusals: ['document-destroyed'],
      raw: async (request, reply) => {
        const { code, id } = request.params as z.output<typeof one>;
        const { document, bytes } = await transactor.run(request.actor!, request.id, async (tx) => {
          const institution = await getInstitution(tx, code);
          const found = await getDocument(tx, institution.id, id);
          tx.audit({
            event: 'document-fetched',
            object: { kind: 'institution', id: code },
            territory: institution,
            institutionId: institution.id,
            detail: { sm3: found.sm3 },
          });
          return { document: found, bytes: await readFileOf(tx, files, found) };
        });
        return reply
          .type(document.mediaType)
          .header('content-length', document.bytes)
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(document.name)}`)
          .header('content-security-policy', FILE_POLICY)
          .send(bytes);
      },
    }),
  ];
}
