import { stamp } from '@anjie/national-interface';
import { type Call, type Handler, node, Refusal, text } from '../call.ts';
import { timeText } from '../clock-text.ts';

const WEEK = 7 * 86_400_000;

/** 9101: keeps a file (bytes as a list of numbers or as base64) for a transaction that names its file_qury_no. */
export const uploadFile: Handler = (call) => {
  const data = node(call, 'fsUploadIn');
  const filename = text(data, 'filename');
  const file_qury_no = keepFile(call, filename, readBytes(data.in));
  return { file_qury_no, filename, fixmedins_code: call.institution, dld_endtime: timeText(call.now + WEEK) };
};

/** 9102: the bytes of a file of this institution. */
export const downloadFile: Handler = (call) => {
  return findFile(call, text(node(call, 'fsDownloadIn'), 'file_qury_no')).bytes;
};

/** Keeps a file and gives its number. */
export function keepFile(call: Call, filename: string, bytes: Uint8Array): string {
  const file_qury_no = call.state.number('F', stamp(call.now));
  call.state.files.set(file_qury_no, { institution: call.institution, filename, bytes });
  return file_qury_no;
}

/** A file of this institution, or a refusal. */
export function findFile(call: Call, file_qury_no: string): { readonly filename: string; readonly bytes: Uint8Array } {
  const file = call.state.files.get(file_qury_no);
  if (file?.institution !== call.institution) {
    throw new Refusal(
      `没有找到本机构的文件 ${file_qury_no}，请先上传（9101）`,
      `this institution has no file ${file_qury_no}; upload it first (9101)`,
    );
  }
  return file;
}

function readBytes(value: unknown): Uint8Array {
  if (Array.isArray(value)) return Uint8Array.from(value as readonly number[]);
  return typeof value === 'string' ? Buffer.from(value, 'base64') : new Uint8Array();
}
