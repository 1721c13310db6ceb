import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'import-unreadable': {
    status: 400,
    title: { zh: '文件读不出', en: 'The file cannot be read' },
    mend: {
      zh: '请以“CSV UTF-8（逗号分隔）”或“Excel 工作簿（.xlsx，不加密码）”另存后重新上传',
      en: 'Save it as "CSV UTF-8" or as an Excel workbook (.xlsx) without a password, and send it again',
    },
    clause: null,
  },
  'import-header-invalid': {
    status: 400,
    title: { zh: '表头有未知、重复或缺少的列', en: 'The header has an unknown, repeated or missing column' },
    mend: { zh: '请按导入模板的表头填写', en: 'Use the headers of the template' },
    clause: null,
  },
  'import-too-long': {
    status: 413,
    title: { zh: '行数超过一次导入的上限', en: 'The file has more rows than one import takes' },
    mend: {
      zh: '请分成几个文件，或选择“只登记无误的行”',
      en: 'Import it in several files, or keep the good rows alone',
    },
    clause: null,
  },
  'import-sender-left': {
    status: 409,
    title: { zh: '提交文件的账号已停用或已不在该岗位', en: 'The account that sent the file is shut or holds the role no more' },
    mend: { zh: '请由在岗人员重新提交', en: 'Have somebody who holds the role send it again' },
    clause: 'NX-13',
  },
  'import-gave-up': {
    status: 500,
    title: {
      zh: '多次尝试仍未完成，没有登记任何未报告的行',
      en: 'Tried several times and not finished; no row was recorded that is not told',
    },
    mend: { zh: '请将任务编号告知系统管理员', en: 'Tell the system administrator the id of the import' },
    clause: null,
  },
  'import-finished': {
    status: 409,
    title: { zh: '该导入任务已结束', en: 'The import has ended' },
    mend: { zh: '请查看结果', en: 'See its result' },
    clause: null,
  },
  'import-file-missing': {
    status: 500,
    title: { zh: '暂存的文件已不在', en: 'The file that was kept is gone' },
    mend: { zh: '请重新上传', en: 'Send the file again' },
    clause: null,
  },
});
