import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { zh } from './zh.ts';

export type WordKey = keyof typeof zh;
export type Words = Record<WordKey, string>;
export type Language = 'zh' | 'en';

/** A text of the API, in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface Speech {
  readonly language: Language;
  /** the words of a key, with `{name}` replaced */
  readonly t: (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;
  /** the name of a code of some vocabulary, e.g. named('restriction', 'cut-off'); the code itself where nobody named it */
  readonly named: (vocabulary: string, code: string) => string;
  readonly said: (text: Text) => string;
  readonly change: (language: Language) => void;
}

const SpeechContext = createContext<Speech | null>(null);
const REMEMBERED = 'anjie.language';

/** Chinese is there from the start; English comes when it is asked for. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh'));
  const [english, setEnglish] = useState<Words | null>(null);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    localStorage.setItem(REMEMBERED, language);
    if (language === 'en') import('./en.ts').then((module) => setEnglish(module.en));
  }, [language]);
  const words: Words = language === 'en' && english !== null ? english : zh;
  const speech = useMemo(() => speechIn(words, language, setLanguage), [words, language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function speechIn(words: Words, language: Language, change: (language: Language) => void): Speech {
  return {
    language,
    t: (key, values = {}) => filled(words[key], values),
    named: (vocabulary, code) => (words as Record<string, string>)[`${vocabulary}.${code}`] ?? code,
    said: (text) => text[language],
    change,
  };
}

export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** @throws Error outside LanguageProvider */
export function useWords(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === null) throw new Error('useWords outside LanguageProvider');
  return speech;
}
