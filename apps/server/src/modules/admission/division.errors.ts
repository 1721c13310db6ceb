import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'division-unknown': {
    status: 409,
    title: { zh: '没有医保部门管辖该区划，或不在本省', en: 'No bureau of the province answers for the division' },
    mend: {
      zh: '请核对区划代码；并入新设区划时请写明新区划和新机关',
      en: 'Check the code; name the new division and its bureau where it is new',
    },
    clause: null,
  },
  'division-has-bureaus-below': {
    status: 409,
    title: { zh: '该市之下还有县级医保部门', en: 'The city has county bureaus below it' },
    mend: { zh: '请先办理所辖各县的变更', en: 'Change its counties first' },
    clause: null,
  },
  'division-exists': {
    status: 409,
    title: { zh: '新区划或新机关的代码已被使用', en: 'The code of the new division or bureau is taken' },
    mend: { zh: '并入已有区划时不必填写新区划', en: 'Leave the new division out when it exists already' },
    clause: null,
  },
  'division-changing': {
    status: 409,
    title: { zh: '该区划另有尚未完成的变更', en: 'Another change of the division is not completed' },
    mend: { zh: '请先完成或撤回那一项', en: 'Complete or decline that one first' },
    clause: null,
  },
  'division-change-decided': {
    status: 409,
    title: { zh: '该区划变更已经办结', en: 'The change of divisions is decided already' },
    mend: { zh: '请刷新后查看', en: 'Read it again' },
    clause: null,
  },
});
