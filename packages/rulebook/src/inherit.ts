/** Inheritance of profiles as plain values: a child says only what its own text says. */

export type Tree = { readonly [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A leaf is replaced whole: half of one text's statement and half of another's would be nobody's. */
function isLeaf(value: unknown): boolean {
  return !isTree(value) || 'stated' in value || 'absent' in value;
}

/** The parent's tree with the child's leaves and lists in place of its own. Lists are replaced whole, too. */
export function inherit(parent: unknown, child: unknown): unknown {
  if (child === undefined) return parent;
  if (isLeaf(parent) || isLeaf(child) || !isTree(parent) || !isTree(child)) return child;
  const merged: Record<string, unknown> = { ...parent };
  for (const [key, value] of Object.entries(child)) merged[key] = inherit(parent[key], value);
  return merged;
}

/** Whether the tree itself says what stands at the path: it has it, or it has a leaf or a list on the way that replaced it whole. */
export function says(tree: unknown, path: readonly PropertyKey[]): boolean {
  let at: unknown = tree;
  for (const [depth, key] of path.entries()) {
    if (depth > 0 && isLeaf(at)) return true;
    if (!isTree(at) || !Object.hasOwn(at, key)) return false;
    at = at[String(key)];
  }
  return true;
}
