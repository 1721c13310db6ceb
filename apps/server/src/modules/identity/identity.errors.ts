import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'login-failed': {
    status: 401,
    title: { zh: '账号或密码不正确，或账号暂时锁定', en: 'Login or password is wrong, or the account is locked for a while' },
    mend: { zh: '请核对后重试；多次失败后须等待', en: 'Check and try again; after several failures, wait' },
    clause: 'NX-附3.2-1b',
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
  'account-active': {
    status: 409,
    title: { zh: '该账号已启用', en: 'The account is active already' },
    mend: { zh: '无需再次启用', en: 'Nothing to do' },
    clause: null,
  },
});
