/**
 * What the portal may not ask of a browser: features that came after Chromium 100, the oldest that bureaus run, by the version that brought
 * them (MDN's compatibility tables, read in November 2026). Syntax is lowered by the build (target chrome100); these are what no build lowers.
 */
export interface BrowserFeature {
  readonly name: string;
  /** Chromium that brought it */
  readonly since: number;
  /** what a built file that uses it holds */
  readonly pattern: RegExp;
  /** why its presence does no harm: asked for before it is used, or ignored where it is unknown */
  readonly harmless?: string;
}

export const OLDEST = 100;

export const SCRIPT_FEATURES: readonly BrowserFeature[] = [
  { name: 'Array.prototype.toSorted, toReversed, toSpliced', since: 110, pattern: /\.(toSorted|toReversed|toSpliced)\(/ },
  { name: 'Object.groupBy, Map.groupBy', since: 117, pattern: /\b(Object|Map)\.groupBy\(/ },
  { name: 'Array.fromAsync', since: 121, pattern: /\bArray\.fromAsync\(/ },
  { name: 'Promise.withResolvers', since: 119, pattern: /\bPromise\.withResolvers\(/ },
  { name: 'Promise.try', since: 128, pattern: /\bPromise\.try\(/ },
  { name: 'Set methods', since: 122, pattern: /\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/ },
  {
    name: 'Iterator helpers',
    since: 122,
    pattern: /\bIterator\.(from|prototype)\b|\.(values|keys|entries)\(\)\.(map|filter|take|drop|toArray|some|every|find)\(/,
  },
  { name: 'RegExp flag v', since: 112, pattern: /[=(,:]\/[^/\n]+\/[dgimsuy]*v[dgimsuy]*[.,;)]/ },
  { name: 'RegExp.escape', since: 136, pattern: /\bRegExp\.escape\(/ },
  { name: 'String.prototype.isWellFormed', since: 111, pattern: /\.(isWellFormed|toWellFormed)\(/ },
  { name: 'URL.canParse', since: 120, pattern: /\bURL\.(canParse|parse)\(/ },
  { name: 'AbortSignal.any', since: 116, pattern: /\bAbortSignal\.any\(/ },
  { name: 'AbortSignal.timeout', since: 103, pattern: /\bAbortSignal\.timeout\(/ },
  { name: 'Response.json()', since: 105, pattern: /\bResponse\.json\(/ },
  { name: 'Element.checkVisibility', since: 105, pattern: /\.checkVisibility\(/ },
  { name: 'Element.setHTMLUnsafe', since: 124, pattern: /\.setHTMLUnsafe\(/ },
  { name: 'popover', since: 114, pattern: /\.(showPopover|hidePopover|togglePopover)\(/ },
  { name: 'Navigation API', since: 102, pattern: /\bwindow\.navigation\b/, harmless: 'asked for before it is used' },
  { name: 'view transitions', since: 111, pattern: /\.startViewTransition\(/, harmless: 'asked for before it is used' },
  { name: 'passkeys from JSON', since: 129, pattern: /\bparse(Creation|Request)OptionsFromJSON\b/ },
  { name: 'Intl.DurationFormat', since: 129, pattern: /\bIntl\.DurationFormat\b/ },
  { name: 'import attributes', since: 123, pattern: /\bimport\([^)]*\bwith:/ },
  { name: 'import.meta.resolve', since: 105, pattern: /\bimport\.meta\.resolve\(/, harmless: 'asked for before it is used' },
  { name: 'streams read by for await', since: 124, pattern: /for await\s*\(\s*(const|let)\s+\w+\s+of\s+\w+\.body\b/ },
  { name: 'Array.prototype.with', since: 110, pattern: /\]\.with\(\d/ },
];

export const STYLE_FEATURES: readonly BrowserFeature[] = [
  { name: ':has()', since: 105, pattern: /:has\(/ },
  { name: 'container queries', since: 105, pattern: /@container\b|container-(type|name)\s*:/ },
  { name: 'dynamic viewport units', since: 108, pattern: /\d(dvh|svh|lvh|dvw|svw|lvw)\b/ },
  { name: 'color-mix()', since: 111, pattern: /color-mix\(/ },
  { name: 'oklch(), oklab(), lab(), lch()', since: 111, pattern: /\b(oklch|oklab|lab|lch)\(\s*[\d.]/ },
  { name: 'relative colours', since: 119, pattern: /\b(rgb|hsl)a?\(from / },
  { name: 'light-dark()', since: 123, pattern: /light-dark\(/ },
  { name: 'ranges in media queries', since: 104, pattern: /@media[^{]*[<>]=?/ },
  { name: 'nesting', since: 120, pattern: /[;{]\s*&[\s.:[>+~]/ },
  { name: '@scope', since: 118, pattern: /@scope\b/ },
  { name: '@starting-style', since: 117, pattern: /@starting-style\b/ },
  { name: 'subgrid', since: 117, pattern: /:\s*subgrid\b/ },
  { name: 'single transforms', since: 104, pattern: /[;{]\s*(translate|rotate|scale)\s*:\s*[^;}]/ },
  { name: ':user-invalid', since: 119, pattern: /:user-(in)?valid\b/ },
  { name: 'anchors', since: 125, pattern: /anchor-name\s*:|position-anchor\s*:/ },
  { name: 'field-sizing', since: 123, pattern: /field-sizing\s*:/ },
  { name: 'text-wrap', since: 114, pattern: /text-wrap\s*:/, harmless: 'a line breaks as it always did' },
  { name: 'scrollbar-color', since: 121, pattern: /scrollbar-(color|width|gutter)\s*:/, harmless: 'the scroll bar looks as it always did' },
  { name: 'mask without prefix', since: 120, pattern: /[;{]\s*mask(-image)?\s*:/ },
];

/**
 * antd writes its styles by script: of these features, those whose form no script's own text has. What antd uses of them, and why it does no harm.
 */
export const STYLES_BY_SCRIPT: readonly BrowserFeature[] = STYLE_FEATURES.flatMap((feature): BrowserFeature[] => {
  if (feature.name === ':has()')
    return [{ ...feature, harmless: 'the ring of what has the focus: style.css draws it where :has() is unknown' }];
  if (feature.name === 'color-mix()') return [{ ...feature, harmless: 'the seam between joined buttons' }];
  const told = ['dynamic viewport units', 'light-dark()', '@scope', ':user-invalid', 'field-sizing', 'text-wrap'];
  return told.includes(feature.name) ? [feature] : [];
});
