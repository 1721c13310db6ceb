import { AREAS, type Area, type Language } from './areas.ts';
import { zhStart } from './zh-start.ts';

const loaded: Record<Language, Record<string, string>> = { zh: { ...zhStart }, en: {} };
const needed = new Set<Area>(['start']);
/** Chinese is what a page speaks until another language has come. */
const spoken = new Set<Language>(['zh']);

const load = async (language: Language, area: Area) => Object.assign(loaded[language], await AREAS[area][language]());

/** The words of these areas, in every language that is spoken just now; a page is shown when its words are there. */
export async function bring(...areas: Area[]): Promise<void> {
  for (const area of areas) needed.add(area);
  await Promise.all([...spoken].flatMap((language) => areas.map((area) => load(language, area))));
}

/** Another language, with the words of everything that was needed so far. */
export async function speak(language: Language): Promise<void> {
  spoken.add(language);
  await Promise.all([...needed].map((area) => load(language, area)));
}

/** The words of a key; undefined while nobody brought its area. */
export const wordsOf = (language: Language, key: string): string | undefined => loaded[language][key];

/** Every code of a vocabulary with its name, as far as its words have come. */
export const namesOf = (language: Language, vocabulary: string): (readonly [code: string, name: string])[] =>
  Object.entries(loaded[language])
    .filter(([key]) => key.startsWith(`${vocabulary}.`))
    .map(([key, name]) => [key.slice(vocabulary.length + 1), name] as const);
