import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'document-empty': {
    status: 400,
    title: { zh: '文件没有内容', en: 'The file is empty' },
    mend: { zh: '请选择有内容的文件重新上传', en: 'Choose a file with content and upload it again' },
    clause: null,
  },
  'document-not-of-its-type': {
    status: 400,
    title: { zh: '文件内容与所称的类型不符', en: 'The bytes are not of the media type they are sent as' },
    mend: { zh: '请上传 PDF、PNG、JPEG 或 UTF-8 文本，并如实说明类型', en: 'Upload PDF, PNG, JPEG or UTF-8 text under its own type' },
    clause: null,
  },
  'document-name-missing': {
    status: 400,
    title: { zh: '没有说明文件名', en: 'The file has no name' },
    mend: {
      zh: '请在 X-File-Name 中给出文件名（百分号编码的 UTF-8，最多 200 字）',
      en: 'Send X-File-Name: percent-encoded UTF-8, at most 200 characters',
    },
    clause: null,
  },
  'document-infected': {
    status: 422,
    title: { zh: '文件含有恶意代码，未予保存', en: 'The file holds malicious code and was not kept' },
    mend: {
      zh: '请在本机查杀后重新提交；value 为扫描程序报告的特征名称',
      en: 'Clean it and hand it in again; value is the signature that the scanner named',
    },
    clause: null,
  },
  'scanner-unreachable': {
    status: 503,
    title: { zh: '病毒扫描没有结论，文件未予保存', en: 'The scanner gave no verdict; the file was not kept' },
    mend: {
      zh: '请稍后重新提交；持续如此请系统管理员检查 CLAMAV_URL 所指的扫描服务',
      en: 'Hand it in again later; if it goes on, have the administrator look at the scanner that CLAMAV_URL names',
    },
    clause: null,
  },
  'document-destroyed': {
    status: 410,
    title: { zh: '该文件已按登记销毁', en: 'The file was destroyed; the register says when and why' },
    mend: { zh: '请查销毁登记；如仍需要，请重新提交', en: 'Look it up in the register of destructions; hand it in again if it is needed' },
    clause: 'NX-附3.2-9b',
  },
});
