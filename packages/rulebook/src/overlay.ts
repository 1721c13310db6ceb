/** Overlays for demonstrations: they widen the allowed address ranges and can, by their shape, change nothing else. */
import { z } from 'zod';
import type { Profiles } from './load-profiles.ts';
import { EXPLAIN, type Problem, problemsOf } from './problem.ts';
import type { Profile } from './profile-schema.ts';
import { readYaml, type SourceFile } from './source-file.ts';

const overlay = z.strictObject({
  overlay: z.string().regex(/^[0-9]{6}$/),
  addresses: z.strictObject({ ranges: z.array(z.union([z.cidrv4(), z.cidrv6()])).min(1) }),
});

export type Overlay = z.output<typeof overlay>;

/** Reads overlays; a key besides `addresses.ranges` is refused as unknown. */
export function loadOverlays(files: readonly SourceFile[]): { overlays: Overlay[]; problems: Problem[] } {
  const overlays: Overlay[] = [];
  const problems: Problem[] = [];
  for (const source of files) {
    const { tree, problems: broken } = readYaml(source);
    problems.push(...broken);
    if (!tree) continue;
    const result = overlay.safeParse(tree, EXPLAIN);
    if (result.success) overlays.push(result.data);
    else problems.push(...problemsOf(result.error.issues, () => source.file));
  }
  return { overlays, problems };
}

/**
 * The profiles with the overlays' ranges added to their own.
 *
 * @throws Error in production, where no overlay is allowed, and for an overlay of a profile that is not loaded
 */
export function applyOverlays(profiles: Profiles, overlays: readonly Overlay[], mode: 'demonstration' | 'production'): Profiles {
  if (mode === 'production' && overlays.length > 0)
    throw new Error(
      '生产环境不接受演示覆盖文件，请移除 regulations/demonstration 的加载 / a production installation takes no demonstration overlay; load none',
    );
  const result = new Map<string, Profile>(profiles);
  for (const { overlay: code, addresses } of overlays) {
    const profile = result.get(code);
    if (!profile) throw new Error(`覆盖文件所指的规则 ${code} 不存在 / there is no profile ${code} to overlay`);
    const { ranges } = profile.addresses;
    const value = [...new Set([...(ranges.value ?? []), ...addresses.ranges])];
    result.set(code, { ...profile, addresses: { ...profile.addresses, ranges: { ...ranges, value } } });
  }
  return result;
}
