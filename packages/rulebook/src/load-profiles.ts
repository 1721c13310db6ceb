/** Profiles from files to values in force: read, inherited, validated against the schema and against the catalogue. */
import type { Catalogue } from './catalogue.ts';
import { inherit, says, type Tree } from './inherit.ts';
import { EXPLAIN, type Problem, problemsOf } from './problem.ts';
import { citationProblems } from './profile-citation.ts';
import { type Profile, profile as profileSchema } from './profile-schema.ts';
import { sequenceProblems } from './profile-sequence.ts';
import { readYaml, type SourceFile } from './source-file.ts';

export type Profiles = ReadonlyMap<string, Profile>;

interface Raw {
  readonly file: string;
  readonly tree: Tree;
}

function problem(file: string, path: string, rule: string, message: string): Problem {
  return { file, path, rule, message };
}

function readAll(files: readonly SourceFile[]): { raws: Map<string, Raw>; problems: Problem[] } {
  const raws = new Map<string, Raw>();
  const problems: Problem[] = [];
  for (const source of files) {
    const { tree, problems: broken } = readYaml(source);
    problems.push(...broken);
    if (!tree) continue;
    const code = String(tree.code ?? '');
    const known = raws.get(code);
    if (known)
      problems.push(
        problem(source.file, 'code', 'duplicate', `${code} 已见于 ${known.file}，一地一文件 / already in ${known.file}, one file each`),
      );
    else raws.set(code, { file: source.file, tree });
  }
  return { raws, problems };
}

/** The chain from the profile up to the national one; a missing parent or a circle is a problem. */
function chainOf(code: string, raws: Map<string, Raw>): { chain: Raw[]; problems: Problem[] } {
  const chain: Raw[] = [];
  let at = raws.get(code);
  while (at) {
    if (chain.includes(at)) return { chain, problems: [problem(chain[0]!.file, 'parent', 'circle', '上级成环 / parents form a circle')] };
    chain.push(at);
    const parent = at.tree.parent;
    if (parent === null || parent === undefined) return { chain, problems: [] };
    const next = raws.get(String(parent));
    if (!next)
      return {
        chain,
        problems: [
          problem(at.file, 'parent', 'parent-unknown', `没有上级 ${parent} 的文件，请一并提供 / no file of parent ${parent}; give it too`),
        ],
      };
    at = next;
  }
  return { chain, problems: [] };
}

/** Keys that name the profile itself: they are never inherited. */
const OWN = ['code', 'name', 'parent', 'texts', 'silence'];

/** The file of the chain that wrote the key at fault: the nearest that says it, else the profile's own. */
function authorOf(chain: readonly Raw[], path: readonly PropertyKey[]): string {
  const own = OWN.includes(String(path[0]));
  return ((own ? undefined : chain.find((raw) => says(raw.tree, path))) ?? chain[0]!).file;
}

/**
 * Loads profiles. A child's file needs its ancestors' files in the same call.
 *
 * @param catalogue clauses to check citations against; null: citations are not checked
 * @returns profiles that hold by code, and every problem found; a profile with a problem is not in the map
 */
export function loadProfiles(files: readonly SourceFile[], catalogue: Catalogue | null): { profiles: Profiles; problems: Problem[] } {
  const { raws, problems } = readAll(files);
  const profiles = new Map<string, Profile>();
  for (const code of raws.keys()) {
    const { chain, problems: broken } = chainOf(code, raws);
    problems.push(...broken);
    if (broken.length > 0) continue;
    const own = { name: chain[0]!.tree.name, texts: chain[0]!.tree.texts ?? [], silence: chain[0]!.tree.silence ?? null };
    const merged = chain.reduceRight<unknown>((above, raw) => inherit(above, raw.tree), {});
    const result = profileSchema.safeParse({ ...(merged as Tree), ...own }, EXPLAIN);
    const author = (path: readonly PropertyKey[]) => authorOf(chain, path);
    if (!result.success) {
      problems.push(...problemsOf(result.error.issues, author));
      continue;
    }
    const texts = new Set(chain.flatMap((raw) => (raw.tree.texts as string[] | undefined) ?? []));
    const found = [...sequenceProblems(result.data, author), ...(catalogue ? citationProblems(result.data, texts, catalogue, author) : [])];
    problems.push(...found);
    if (found.length === 0) profiles.set(code, result.data);
  }
  return { profiles, problems: distinct(problems) };
}

/** An ancestor's fault shows in every descendant; it is reported once. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((p) => [`${p.file}\n${p.path}\n${p.rule}\n${p.message}`, p])).values()];
}

/** Division codes of an institution, as far as known. */
export interface Division {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/**
 * The profile in force for a territory: its county's, else its city's, else its province's, else the national one.
 *
 * @throws Error when not even the national profile (100000) is loaded
 */
export function profileFor(profiles: Profiles, division: Division): Profile {
  const found = profiles.get(division.div) ?? profiles.get(division.city) ?? profiles.get(division.prov) ?? profiles.get('100000');
  if (!found)
    throw new Error(
      `没有适用于 ${division.div} 的规则，也没有全国规则 100000 / no profile for ${division.div}, nor the national one 100000`,
    );
  return found;
}
