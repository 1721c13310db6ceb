/**
 * What is shown of values of grade 个人 (data dictionary) to those who need no more: enough to recognise a person already known, not enough to
 * reach a stranger. Ours; the texts ask for 脱敏 and give no patterns (GJ-3.4).
 */

/** 马建国 → 马*国, 李四 → 李*; of a longer text the first and last character stay. */
export function maskName(name: string): string {
  const letters = [...name];
  if (letters.length <= 1) return '*'.repeat(letters.length);
  if (letters.length === 2) return `${letters[0]}*`;
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`;
}

/** 13912345678 → 139****5678; of a number of seven digits or fewer the last two stay. */
export function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '');
  if (digits.length <= 7) return `${'*'.repeat(Math.max(0, digits.length - 2))}${digits.slice(-2)}`;
  return `${digits.slice(0, 3)}${'*'.repeat(digits.length - 7)}${digits.slice(-4)}`;
}

/** 10.64.1.2 → 10***; of what would help to attack a network the first two characters stay. */
export function maskSensitive(text: string): string {
  return `${[...text].slice(0, 2).join('')}***`;
}
