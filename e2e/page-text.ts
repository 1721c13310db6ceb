import type { Page } from 'playwright-core';

/** A piece of text that a reader sees or is read to: of the page's text, or of a name or hint of an element. */
export interface Piece {
  readonly text: string;
  /** the tag it stands in, or the attribute */
  readonly where: string;
}

/** The law's own words stand in `blockquote lang`, what machines wrote in `code`. antd names its icons in English; they stand beside words, and nobody can rename them all. */
const GATHER = `(() => {
  const pieces = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (data.trim() === '' || parentElement.closest('script, style, noscript, code, blockquote[lang]') !== null || !shown(parentElement)) continue;
    pieces.push({ text: data.trim(), where: parentElement.tagName.toLowerCase() + '.' + parentElement.className });
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll('[' + name + ']:not(.anticon)'))
      if (shown(element) && element.getAttribute(name).trim() !== '') pieces.push({ text: element.getAttribute(name).trim(), where: name });
  return pieces;
})()`;

/** Everything a person reads on the page, or hears of it. */
export const readPage = (page: Page): Promise<Piece[]> => page.evaluate<Piece[]>(GATHER);

const HAN = /\p{Script=Han}+/gu;

/** What the server told a page: its words may stand on a page of either language, but for those that it told in both. */
export class Told {
  #words = '';
  #sentences = '';
  readonly #seen = new Set<string>();

  /** @param body of an answer; what stands under `zh` beside `en` is a text of two languages, of which a page shows its own */
  note(body: unknown): void {
    if (typeof body === 'string') {
      if (this.#seen.has(body)) return;
      this.#seen.add(body);
      this.#words += `\n${body}`;
    } else if (Array.isArray(body)) for (const one of body) this.note(one);
    else if (body !== null && typeof body === 'object') {
      const entries = Object.entries(body);
      const bilingual = 'zh' in body && 'en' in body;
      if (bilingual) this.#sentences += `\n${String(body.zh)}`;
      for (const [name, value] of entries) if (!(bilingual && name === 'zh')) this.note(value);
    }
  }

  knows(words: string): boolean {
    return this.#words.includes(words);
  }

  /** a name, or two that the page put beside each other: a city and its county */
  names(run: string): boolean {
    return this.knows(run) || [...run].some((_, at) => at > 0 && this.knows(run.slice(0, at)) && this.knows(run.slice(at)));
  }

  /** whether the server said it in Chinese itself: its sentences are held to account where they are written */
  says(sentence: string): boolean {
    return this.#sentences.includes(sentence);
  }
}

/** Chinese on an English page that is neither a name nor the law's own words. */
export function chineseLeft(pieces: readonly Piece[], told: Told): string[] {
  return pieces.flatMap(({ text, where }) => {
    const strange = (text.match(HAN) ?? []).filter((run) => !told.names(run));
    return strange.length === 0 ? [] : [`${where}: ${text.slice(0, 80)}`];
  });
}

/** Latin letters that stand on a Chinese page by right: abbreviations that have no other name, and names that people gave. */
const ABBREVIATIONS = new Set(
  'SQL IP MAC PDF CSV XLSX PNG JPG JPEG HIS PSAM SM SHA API HTTP HTTPS URL JSON ID OK English MB KB GB GET POST PATCH CA VPN APN DNS TLS CSB TIF UTF GBK XML OpenSSL NX JC TS GJ npx anjie testbed run'.split(
    ' ',
  ),
);
const LATIN = /[A-Za-z][A-Za-z0-9]*(?:[-_.:/@][A-Za-z0-9]+)*/g;
/** clause numbers, codes of institutions, addresses, digests, versions, numbers of records, names of files */
const NUMBERS = [
  /\b[0-9a-f]{8}[0-9a-f-]*\b/g,
  /\b(?:GET|POST|PUT|PATCH|DELETE|OPTIONS) (?:\/\S+|unknown route)/g,
  /(?:NX|JC|TS|GJ)-[\p{Script=Han}\w.()（）-]+/gu,
  /\d+[a-z](?:-\d+)?/g,
  /\b\d{2}[A-Z]{2}\d{2}\b/g,
  /[A-Z]\d{6,}/g,
  /\b[0-9a-f]{2}(?::[0-9a-f]{2})+\b/g,
  /\b[A-Z]{1,4}-?[\d-]+\b/g,
  /\b[vV]\d\S*/g,
  /\S+\.(?:txt|pdf|csv|xlsx|png|jpg)\b/g,
];

/** Codes and English words on a Chinese page that nobody gave as a name. */
export function codesLeft(pieces: readonly Piece[], names: readonly string[], told: Told): string[] {
  return pieces.flatMap(({ text, where }) => {
    if (told.says(text)) return [];
    const unnamed = names.reduce((left, name) => left.replaceAll(name, ' '), text);
    const bare = NUMBERS.reduce((left, pattern) => left.replaceAll(pattern, ' '), unnamed);
    const strange = (bare.match(LATIN) ?? []).filter((word) => word.length > 1 && !ABBREVIATIONS.has(word));
    return strange.length === 0 ? [] : [`${where}: ${text.slice(0, 80)}`];
  });
}
