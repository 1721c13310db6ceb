/**
 * What people choose most, as stems: frequent passwords of published leaks, keyboard walks, and Chinese habits (pinyin of names and wishes,
 * lucky numbers, the house's own words). A password is common when nothing much is left of it once its stem, digits and signs are gone.
 */
const STEMS = `
password passw0rd passwort pass admin administrator root user guest test tester testing demo default changeme change welcome login letmein
secret qwerty qwertyuiop qwer asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3r4t5 qweasd
qweasdzxc wasd abc abcd abcde abcdef abcdefg abc123 a1b2c3 a1b2c3d4 aa bb iloveyou love lovely monkey dragon master sunshine princess
football baseball superman batman michael jordan shadow killer trustno1 hello hello123 freedom whatever starwars computer internet server
oracle mysql postgres redis linux windows huawei admin888 system manager operator service office company china chinese beijing shanghai
woaini woaini520 woaini1314 wodemima mima mimamima woshishui woaiwojia nihao nihaoma zhongguo zhonghua zhangwei wangwei liwei wangfang lina
liqiang zhangsan lisi wangwu laopo laogong baobao baobei xiaoming xiaohong xiaoqiang qinaide aini aini1314 iloveu asd asd123 qq qq123456
aa123456 a123456 a12345678 zz123456 wang li zhang liu chen yang zhao huang zhou wu xu sun ningxia yinchuan shanxi jincheng hebei tangshan
yibao yiyuan yaodian yaofang yisheng yiliao hospital pharmacy medical insurance nhsa hsa yibaoju dingdian jieru anjie his
gongsi jisuanji wangluo anquan guanliyuan xitong fuwuqi shujuku
`
  .trim()
  .split(/\s+/);

const LEET: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '1': 'i', '!': 'i', '0': 'o', $: 's', '5': 's', '7': 't' };

/** Words long enough to count wherever they stand. */
const WORDS = new Set(STEMS.map((stem) => plain(stem)));

const WALKS = [
  '1234567890',
  '0987654321',
  'qwertyuiop',
  'poiuytrewq',
  'asdfghjkl',
  'lkjhgfdsa',
  'zxcvbnm',
  'mnbvcxz',
  'abcdefghijklmnopqrstuvwxyz',
];
/** 我爱你 一生一世, 发发发, 六六六, 一路发 and their like. */
const LUCKY = /(?:520|521|1314|168|666|888|999|111|000|123|321|12345|123456|88|66)+/g;

/**
 * Why a password is among those that are tried first, or null.
 *
 * @param about login and name: what stands in them is no secret
 */
export function commonFault(password: string, about: readonly string[] = []): string | null {
  const lower = password.toLowerCase();
  if (new Set(lower).size <= 3) return 'few-characters';
  const letters = stripped(lower);
  const unleeted = stripped(plain(lower));
  if ([letters, plain(letters), unleeted, plain(lower), plain(unshifted(lower))].some((word) => WORDS.has(word))) return 'common-word';
  const typed = plain(unshifted(lower));
  if ([...WORDS].some((word) => word.length >= 8 && typed.includes(word) && typed.length - word.length <= 3)) return 'common-word';
  if (letters.length <= 1 && /^[^a-z]*[a-z]?[^a-z]*$/.test(lower)) return 'digits-and-signs';
  if (onlyWalks(lower)) return 'keyboard-walk';
  if (/^(?:19|20)\d{2}[01]?\d[0-3]?\d$/.test(lower.replaceAll(/[^0-9]/g, '')) && letters.length <= 4) return 'a-date';
  for (const word of about.flatMap((text) => text.toLowerCase().split(/[^a-z0-9\u4e00-\u9fff]+/)))
    if (word.length >= 3 && stripped(lower.replaceAll(word, '')).length <= 2 && lower.includes(word)) return 'own-name';
  return null;
}

/** Signs and digits at both ends fall away: `Admin@2026!!` is `admin`. */
function stripped(lower: string): string {
  return lower.replaceAll(/^[^a-z]+|[^a-z]+$/g, '');
}

/** The digits under the signs of the upper row: `1qaz@WSX` is `1qaz2wsx` with the shift key held. */
function unshifted(lower: string): string {
  return lower.replaceAll(/[!@#$%^&*()]/g, (sign) => String(('!@#$%^&*()'.indexOf(sign) + 1) % 10));
}

function plain(text: string): string {
  return [...text.toLowerCase()].map((sign) => LEET[sign] ?? sign).join('');
}

/** Whether a password is made of walks along the keys, repetitions and lucky numbers, with at most three characters of its own. */
function onlyWalks(lower: string): boolean {
  let left = lower.replaceAll(LUCKY, '').replaceAll(/(.)\1{2,}/g, '');
  for (const walk of WALKS)
    for (let length = walk.length; length >= 3; length--)
      for (let at = 0; at + length <= walk.length; at++) left = left.replaceAll(walk.slice(at, at + length), '');
  return left.replaceAll(/[^a-z0-9]/g, '').length <= 2 && left.length <= 3;
}
