import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';

export const GUIDE = join(ROOT, 'docs/user-guide.zh-CN.md');
export const PICTURES = join(ROOT, 'docs/pictures');

export interface GuidePicture {
  readonly name: string;
  /** what is seen on it, for who does not see it */
  readonly words: string;
}

/** The pictures that the user guide shows: `![words](pictures/NAME.webp)`; NAME is that of a screenshot. */
export function guidePictures(): GuidePicture[] {
  return [...readFileSync(GUIDE, 'utf8').matchAll(/!\[([^\]]*)\]\(pictures\/([\w-]+)\.webp\)/g)].map(([, words, name]) => ({
    name: name!,
    words: words!,
  }));
}
