import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Language, WordKey } from './areas.ts';
import { speak, wordsOf } from './loaded.ts';

export type { Language, WordKey } from './areas.ts';

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

/** Chinese is there from the start; English is spoken when all its words for what stands here have come. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, want] = useState<Language>(() => (localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh'));
  const [language, setLanguage] = useState<Language>('zh');
  useEffect(() => {
    localStorage.setItem(REMEMBERED, wanted);
    let meant = true;
    speak(wanted).then(
      () => meant && setLanguage(wanted),
      () => meant && want('zh'),
    );
    return () => {
      meant = false;
    };
  }, [wanted]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const speech = useMemo(() => speechIn(language, want), [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function speechIn(language: Language, change: (language: Language) => void): Speech {
  return {
    language,
    t: (key, values = {}) => filled(wordsOf(language, key) ?? key, values),
    named: (vocabulary, code) => wordsOf(language, `${vocabulary}.${code}`) ?? code,
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
