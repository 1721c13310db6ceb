import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'line-kind-not-allowed': {
    status: 409,
    title: { zh: '不允许以这种方式接入', en: 'Connecting by this kind of line is not allowed here' },
    mend: { zh: '请向运营商办理本地规则允许的线路', en: 'Obtain from a carrier one of the kinds that the rules of the territory allow' },
    clause: null,
  },
  'carrier-missing': {
    status: 400,
    title: { zh: '须写明提供线路的运营商', en: 'The carrier that supplies the line must be named' },
    mend: { zh: '请填写本地已登记的运营商代码', en: 'Give the code of a carrier registered for the territory' },
    clause: null,
  },
  'carrier-not-listed': {
    status: 409,
    title: { zh: '该单位不是本地登记的运营商', en: 'The firm is no carrier registered for the territory' },
    mend: { zh: '请从运营商名录中选择', en: 'Choose one from the list of carriers' },
    clause: null,
  },
  'agreement-not-of-the-year': {
    status: 409,
    title: { zh: '申请线路须提供当年的医保定点服务协议', en: 'A line is applied for with this year’s service agreement' },
    mend: {
      zh: '请先签订并登记当年协议，再凭其协议编号申请',
      en: 'Sign this year’s agreement, have it recorded and apply with its number',
    },
    clause: null,
  },
  'subscriber-mismatch': {
    status: 400,
    title: { zh: '无线VPDN须填写用户名，专线不填', en: 'A VPDN line has a subscriber, a dedicated line has none' },
    mend: { zh: '请按线路种类填写或删除用户名', en: 'Give or leave out the subscriber according to the kind of line' },
    clause: null,
  },
  'address-malformed': {
    status: 400,
    title: { zh: 'IP地址格式不对', en: 'The IP address is not well-formed' },
    mend: { zh: '请填写一个 IPv4 或 IPv6 地址，不带前缀长度', en: 'Give one IPv4 or IPv6 address without a prefix length' },
    clause: null,
  },
  'mac-malformed': {
    status: 400,
    title: { zh: 'MAC地址格式不对', en: 'The MAC address is not well-formed' },
    mend: { zh: '请按 00:11:22:aa:bb:cc 填写', en: 'Write it as 00:11:22:aa:bb:cc' },
    clause: null,
  },
  'address-not-allowed': {
    status: 409,
    title: { zh: '该IP地址不在允许接入的地址段内', en: 'The address lies outside the ranges allowed for institutions' },
    mend: { zh: '请使用运营商分配的医保专网地址', en: 'Use the address of the insurance network that the carrier assigned' },
    clause: null,
  },
  'address-limit': {
    status: 409,
    title: { zh: '已达到一个机构可备案的生产地址数', en: 'The institution has as many production addresses as it may have' },
    mend: {
      zh: '请变更或撤销现有地址；确有需要的，由属地医保局双人批准例外',
      en: 'Change or cancel the present one, or have two people of the territorial bureau grant an exception',
    },
    clause: null,
  },
  'filed-already': {
    status: 409,
    title: { zh: '本机构已有相同的备案', en: 'The institution has the same on file already' },
    mend: { zh: '请对已有备案办理变更或撤销', en: 'Change or cancel the filing that is there' },
    clause: null,
  },
  'target-not-in-force': {
    status: 409,
    title: {
      zh: '所要变更或撤销的备案不在有效状态，或已有待办的变更',
      en: 'The filing to be changed is not in force, or a change of it is open',
    },
    mend: { zh: '请核对备案号和状态', en: 'Check its number and state' },
    clause: null,
  },
  'filing-state': {
    status: 409,
    title: { zh: '该备案的现状不允许这一步', en: 'The state of the filing does not allow this step' },
    mend: { zh: '请刷新后核对备案的状态', en: 'Read the filing again and check its state' },
    clause: null,
  },
  'audit-not-passed': {
    status: 409,
    title: { zh: '运营商尚未审核通过', en: 'The carrier has not passed the application' },
    mend: { zh: '请运营商先完成备案审核', en: 'Have the carrier complete its audit first' },
    clause: null,
  },
  'audit-passed-already': {
    status: 409,
    title: { zh: '该线路已审核通过', en: 'The application has passed the audit already' },
    mend: { zh: '如有变化，请由机构办理变更备案', en: 'If anything changed, the institution files a change' },
    clause: null,
  },
  'binding-not-asked': {
    status: 409,
    title: { zh: '本地规则不以运营商绑定识别终端', en: 'The rules of the territory do not identify terminals by the carrier’s binding' },
    mend: { zh: '无须登记绑定', en: 'Nothing needs to be recorded' },
    clause: null,
  },
  'voucher-recorded-already': {
    status: 409,
    title: { zh: '该凭证已登记', en: 'The voucher is recorded already' },
    mend: { zh: '请核对凭证编号', en: 'Check the number of the voucher' },
    clause: null,
  },
  'not-the-territorial-bureau': {
    status: 403,
    title: { zh: '须由机构的属地医保局办理', en: 'Only the institution’s own territorial bureau may do this' },
    mend: { zh: '请由属地医保局的经办或审批人员办理', en: 'Have the caseworker or approver of the territorial bureau do it' },
    clause: null,
  },
  'exception-not-asked': {
    status: 409,
    title: { zh: '本地规则没有限制地址数量，无须例外', en: 'The territory sets no limit on addresses: no exception is needed' },
    mend: { zh: '请直接备案地址', en: 'File the address' },
    clause: null,
  },
  'exception-approved-already': {
    status: 409,
    title: { zh: '该例外已批准', en: 'The exception is approved already' },
    mend: { zh: '请直接备案地址', en: 'File the address' },
    clause: null,
  },
  'exception-revoked': {
    status: 409,
    title: { zh: '该例外已收回', en: 'The exception was taken back' },
    mend: { zh: '确有需要的，请重新申请', en: 'Ask for it anew where it is needed' },
    clause: null,
  },
  'examination-missing': {
    status: 409,
    title: { zh: '接入设备尚未审查合格', en: 'The device has no examination that found it in order' },
    mend: {
      zh: '请先审查设备（专机专用、不能上互联网、有防病毒措施）并登记',
      en: 'Examine the device first (dedicated, no internet, antivirus) and record it',
    },
    clause: null,
  },
});
