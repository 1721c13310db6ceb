import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'login-failed': {
    status: 401,
    title: { zh: '账号或密码不正确，或账号暂时锁定', en: 'Login or password is wrong, or the account is locked for a while' },
    mend: { zh: '请核对后重试；多次失败后须等待', en: 'Check and try again; after several failures, wait' },
    clause: 'NX-附3.2-1b',
  },
  'login-too-many': {
    status: 429,
    title: { zh: '来自此地址的登录失败过多', en: 'Too many failed logins from this address' },
    mend: { zh: '请在 Retry-After 所示时间之后再试', en: 'Try again after the time that Retry-After says' },
    clause: 'NX-附3.2-1b',
  },
  'login-busy': {
    status: 503,
    title: { zh: '登录的人过多', en: 'Too many people log in at this moment' },
    mend: { zh: '请在 Retry-After 所示时间之后再试', en: 'Try again after the time that Retry-After says' },
    clause: null,
  },
  'login-taken': {
    status: 409,
    title: { zh: '该登录名已被使用', en: 'The login name is taken' },
    mend: { zh: '请换一个登录名', en: 'Choose another' },
    clause: 'NX-附3.2-1a',
  },
  'password-weak': {
    status: 400,
    title: {
      zh: '密码不符合本地规则对长度或字符种类的要求',
      en: 'The password lacks the length or the kinds of characters that the local rule asks for',
    },
    mend: { zh: '请设置更复杂的密码', en: 'Choose a stronger one' },
    clause: 'NX-13',
  },
  'password-common': {
    status: 400,
    title: { zh: '密码属于常见、泄露或易猜的密码', en: 'The password is among those that are common, leaked or easily guessed' },
    mend: {
      zh: '请另设一个与常用词、姓名、日期和键盘顺序无关的密码',
      en: 'Choose one apart from common words, names, dates and rows of keys',
    },
    clause: 'NX-附3.2-1a',
  },
  'password-used-before': {
    status: 400,
    title: { zh: '与最近用过的密码相同', en: 'The password is one of the last that were used' },
    mend: { zh: '请设置没有用过的密码', en: 'Choose one that was not used' },
    clause: 'NX-13',
  },
  'password-wrong': {
    status: 401,
    title: { zh: '当前密码不正确，或账号暂时锁定', en: 'The present password is wrong, or the account is locked for a while' },
    mend: { zh: '请核对后重试', en: 'Check and try again' },
    clause: 'NX-附3.2-1a',
  },
  'factor-wrong': {
    status: 401,
    title: { zh: '第二因素不正确、已用过或已过期', en: 'The second factor is wrong, used before or expired' },
    mend: {
      zh: '请等待下一个动态口令，或换用其他因素；多次失败后须等待',
      en: 'Wait for the next code or use another factor; after several failures, wait',
    },
    clause: 'NX-附3.2-1d',
  },
  'factor-not-set': {
    status: 409,
    title: { zh: '没有登记这种第二因素', en: 'No such factor is enrolled' },
    mend: { zh: '请换用已登记的因素', en: 'Use a factor that is enrolled' },
    clause: null,
  },
  'factor-known': {
    status: 409,
    title: { zh: '该因素已经登记', en: 'The factor is enrolled already' },
    mend: { zh: '请使用另一个', en: 'Use another' },
    clause: null,
  },
  'last-factor': {
    status: 409,
    title: { zh: '最后一个第二因素不能移除', en: 'The last second factor cannot be removed' },
    mend: { zh: '请先登记另一个', en: 'Enrol another first' },
    clause: 'NX-附3.2-1d',
  },
  'passkey-needs-address': {
    status: 409,
    title: { zh: '此地址不能使用通行密钥', en: 'Passkeys do not work at this address' },
    mend: {
      zh: '请以 http://localhost:端口 访问，或由管理员设置 ANJIE_PUBLIC_URL',
      en: 'Come by http://localhost:PORT, or have ANJIE_PUBLIC_URL set',
    },
    clause: null,
  },
  'account-active': {
    status: 409,
    title: { zh: '该账号已启用', en: 'The account is active already' },
    mend: { zh: '无需再次启用', en: 'Nothing to do' },
    clause: null,
  },
  'account-not-active': {
    status: 409,
    title: { zh: '该账号没有启用', en: 'The account is not active' },
    mend: { zh: '请核对账号', en: 'Check the account' },
    clause: null,
  },
  'account-disabled': {
    status: 409,
    title: { zh: '该账号已停用', en: 'The account is disabled' },
    mend: { zh: '须先由系统管理员申请恢复', en: 'The administrator must ask for it back first' },
    clause: 'NX-附3.2-2c',
  },
  'account-not-disabled': {
    status: 409,
    title: { zh: '该账号没有停用', en: 'The account is not disabled' },
    mend: { zh: '无需恢复', en: 'Nothing to do' },
    clause: null,
  },
  'account-expired': {
    status: 409,
    title: { zh: '账号有效期已过', en: 'The account’s time is over' },
    mend: { zh: '请给出今后的日期', en: 'Give a date to come' },
    clause: 'NX-附3.2-2c',
  },
  'duties-exclude': {
    status: 409,
    title: {
      zh: '系统管理员、安全保密管理员、安全审计员不得由同一人担任，也不得审计本人任其他岗位期间',
      en: 'One person holds one officer’s duty, and never audits a time of the own other duties',
    },
    mend: { zh: '请由他人担任', en: 'Choose somebody else' },
    clause: 'GJ-3.5',
  },
  'own-account': {
    status: 403,
    title: { zh: '不得办理本人的账号', en: 'Nobody does this to the own account' },
    mend: { zh: '请由另一位有权人员办理', en: 'Ask another person whose role may do it' },
    clause: 'GJ-3.5',
  },
  'recovery-not-waiting': {
    status: 409,
    title: { zh: '该恢复申请已经办理', en: 'The recovery has been decided already' },
    mend: { zh: '请重新申请', en: 'Ask anew' },
    clause: null,
  },
  'setting-out-of-bounds': {
    status: 400,
    title: { zh: '设置超出允许的范围', en: 'The setting is out of bounds' },
    mend: { zh: '请在所示范围内设置', en: 'Stay within the bounds that are shown' },
    clause: null,
  },
  'would-lock-out': {
    status: 409,
    title: { zh: '该地址范围会使您自己无法登录', en: 'The address range would lock you out yourself' },
    mend: { zh: '请先加入您现在所用的地址', en: 'Add the address you use now first' },
    clause: null,
  },
  'range-ended': {
    status: 409,
    title: { zh: '该范围已撤销', en: 'The range has ended already' },
    mend: { zh: '无需再次撤销', en: 'Nothing to do' },
    clause: null,
  },
  'delegation-time': {
    status: 400,
    title: { zh: '委托须有起止时间，至多 92 天', en: 'A delegation has a beginning and an end, 92 days apart at most' },
    mend: { zh: '请更改起止时间', en: 'Change its times' },
    clause: 'NX-附3.2-2d',
  },
  'delegation-outside': {
    status: 409,
    title: {
      zh: '业务岗位只能委托本局同事，三员岗位不得委托',
      en: 'Business duties are delegated within the bureau, officers’ duties not at all',
    },
    mend: { zh: '请选择本局业务人员', en: 'Choose a colleague of the bureau' },
    clause: 'GJ-3.5',
  },
  'delegation-not-in-force': {
    status: 409,
    title: { zh: '该委托尚未授权、未开始或已结束', en: 'The delegation is not granted, has not begun or has ended' },
    mend: { zh: '请核对委托', en: 'Check the delegation' },
    clause: null,
  },
  'delegation-decided': {
    status: 409,
    title: { zh: '该委托已授权或已终止', en: 'The delegation was granted or ended already' },
    mend: { zh: '无需再次办理', en: 'Nothing to do' },
    clause: null,
  },
  'review-decided': {
    status: 409,
    title: { zh: '该账号已复核', en: 'The account has been reviewed already' },
    mend: { zh: '无需再次复核', en: 'Nothing to do' },
    clause: null,
  },
  'service-account-needed': {
    status: 409,
    title: { zh: '密钥只登记给程序账号', en: 'Keys belong to service accounts alone' },
    mend: { zh: '请先建立程序账号', en: 'Create a service account first' },
    clause: null,
  },
  'key-scope-unknown': {
    status: 400,
    title: { zh: '没有这个接口，或该岗位无权调用', en: 'There is no such route, or the role may not call it' },
    mend: { zh: '请按接口说明填写“方法 路径”', en: 'Write “METHOD /path” as the contract does' },
    clause: 'NX-附3.2-2f',
  },
  'key-unusable': {
    status: 400,
    title: { zh: '密钥不是所述算法的公钥', en: 'The key is no public key of the algorithm' },
    mend: { zh: '请提供 SM2 公钥（PEM）；HMAC-SM3 不需要提供', en: 'Give an SM2 public key as PEM; HMAC-SM3 needs none' },
    clause: null,
  },
  'key-decided': {
    status: 409,
    title: { zh: '该密钥已启用或已停用', en: 'The key was activated or revoked already' },
    mend: { zh: '请登记新的密钥', en: 'Register a new one' },
    clause: null,
  },
  'signature-refused': {
    status: 401,
    title: { zh: '请求签名无效', en: 'The signature of the request does not hold' },
    mend: {
      zh: '请核对规范串、密钥、时间（±300 秒）和随机数（不得重复）',
      en: 'Check canonical string, key, time (±300 s) and nonce (never twice)',
    },
    clause: 'NX-附3.2-1d',
  },
});
