import type { Text } from '../../ground/refusal.ts';
import { ruleOf } from './told-rules.ts';

/** Values that a template may show: text as it stands, words in both languages, or an instant in ISO 8601. */
export type TemplateData = Readonly<Record<string, string | Text | null>>;

export interface Told {
  readonly event: string;
  readonly importance: string;
  readonly data: TemplateData;
}

export interface Worded {
  readonly title: Text;
  readonly text: Text;
}

const PLAIN: Worded = { title: { zh: '有一项通知', en: 'A notification' }, text: { zh: '请登录查看。', en: 'Log in to see it.' } };

/** A notification in words, by the templates of told.yaml as they are now. */
export function wordsOf({ event, importance, data }: Told): Worded {
  const rule = ruleOf(event, importance);
  if (rule === null) return PLAIN;
  return { title: filled(rule.title, data), text: filled(rule.text, data) };
}

function filled(template: Text, data: TemplateData): Text {
  return { zh: fill(template.zh, data, 'zh'), en: fill(template.en, data, 'en') };
}

function fill(template: string, data: TemplateData, language: 'zh' | 'en'): string {
  return template.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => {
    const value = data[name] ?? null;
    if (value === null) return '—';
    const said = typeof value === 'string' ? value : value[language];
    return name === 'due' ? beijing(said) : said;
  });
}

/** "2026-11-27 24:00" rather than midnight of the day after: a period ends with a day. */
function beijing(instant: string): string {
  const at = new Date(Date.parse(instant) + 8 * 3_600_000 - 1).toISOString();
  return at.slice(11, 19) === '23:59:59'
    ? `${at.slice(0, 10)} 24:00`
    : new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
