import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSm2Key, importPrivateKey, privateKeyPem, type Sm2PrivateKey, sm2Sign, sm2Verify, sm3Hex } from '@anjie/guomi';
import { z } from 'zod';

/**
 * The signed manifest of the shipped files: SM3 of each, SM2 over all of it (NX-附3.2-5a). It shows a change by anybody who may write the
 * program and not the secrets; it is no hardware root of trust.
 */
const manifestShape = z.strictObject({
  version: z.literal(1),
  at: z.iso.datetime(),
  /** path below the root → SM3 in hexadecimal digits */
  files: z.record(z.string(), z.string().regex(/^(link:)?[0-9a-f]{64}$/)),
});
const signedShape = z.strictObject({ manifest: z.string(), signature: z.base64() });

/** What differs from the manifest, as paths below the root; empty lists: nothing. */
export interface Drift {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

export type ManifestAnswer =
  | { readonly state: 'none' }
  /** the manifest cannot be read, or the installation's key has not signed it */
  | { readonly state: 'forged' }
  | { readonly state: 'drifted'; readonly drift: Drift }
  | { readonly state: 'holds'; readonly files: number; readonly at: string };

export interface ManifestPlace {
  /** folder of the program */
  readonly root: string;
  /** holds the manifest */
  readonly file: string;
  /** SM2 private key (PEM, 0600) */
  readonly keyFile: string;
}

/** Where an installation keeps them: DATA/manifest.json, DATA/secrets/manifest.pem. */
export function manifestPlace(root: string, data: string): ManifestPlace {
  return { root, file: join(data, 'manifest.json'), keyFile: join(data, 'secrets', 'manifest.pem') };
}

/** Writes the manifest of what is there now, making the key where there is none. Gives the number of files. */
export async function writeManifest(place: ManifestPlace, at: Date): Promise<number> {
  const files = await digests(place.root, new Map());
  if (!existsSync(place.keyFile)) writeFileSync(place.keyFile, privateKeyPem(generateSm2Key()), { mode: 0o600, flag: 'wx' });
  const manifest = JSON.stringify({ version: 1, at: at.toISOString(), files: Object.fromEntries(files) });
  const signature = sm2Sign(manifest, readKey(place)).toString('base64');
  const half = `${place.file}.${randomUUID()}`;
  writeFileSync(half, `${JSON.stringify({ manifest, signature })}\n`, { mode: 0o600 });
  renameSync(half, place.file);
  return files.size;
}

/** Checks again and again: a file is hashed when its inode, size or times differ from the last look, else only looked at. */
export function manifestChecker(place: ManifestPlace): () => Promise<ManifestAnswer> {
  const seen: Seen = new Map();
  return async () => {
    // A key without its manifest: somebody took the manifest away.
    if (!existsSync(place.file)) return { state: existsSync(place.keyFile) ? 'forged' : 'none' };
    const manifest = readSigned(place);
    if (manifest === null) return { state: 'forged' };
    const [told, found] = [new Map(Object.entries(manifest.files)), await digests(place.root, seen)];
    const drift: Drift = {
      changed: [...told].filter(([path, digest]) => found.has(path) && found.get(path) !== digest).map(([path]) => path),
      missing: [...told.keys()].filter((path) => !found.has(path)),
      extra: [...found.keys()].filter((path) => !told.has(path)),
    };
    if (drift.changed.length + drift.missing.length + drift.extra.length > 0) return { state: 'drifted', drift };
    return { state: 'holds', files: told.size, at: manifest.at };
  };
}

/** Signs a text with the key of the manifest. @throws where there is no key */
export function signText(place: ManifestPlace, text: string): string {
  return sm2Sign(text, readKey(place)).toString('base64');
}

/** Whether the key of the manifest signed the text. */
export function textIsSigned(place: ManifestPlace, text: string, signature: string): boolean {
  try {
    return sm2Verify(text, Buffer.from(signature, 'base64'), readKey(place).publicKey);
  } catch {
    return false;
  }
}

function readSigned(place: ManifestPlace): z.output<typeof manifestShape> | null {
  try {
    const { manifest, signature } = signedShape.parse(JSON.parse(readFileSync(place.file, 'utf8')));
    if (!sm2Verify(manifest, Buffer.from(signature, 'base64'), readKey(place).publicKey)) return null;
    return manifestShape.parse(JSON.parse(manifest));
  } catch {
    return null;
  }
}

function readKey(place: ManifestPlace): Sm2PrivateKey {
  return importPrivateKey(readFileSync(place.keyFile, 'utf8'));
}

type Seen = Map<string, { readonly look: string; readonly digest: string }>;

async function digests(root: string, seen: Seen): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const folder of await shippedFolders(root)) await walk(root, folder, seen, found);
  for (const path of seen.keys()) if (!found.has(path)) seen.delete(path);
  return found;
}

/** Sources of every app and package, migrations, the regulations, the built portal. */
async function shippedFolders(root: string): Promise<string[]> {
  const workspaces: string[] = [];
  for (const group of ['apps', 'packages'])
    for (const name of await readdir(join(root, group)).catch(() => [])) workspaces.push(`${group}/${name}/src`);
  return [...workspaces, 'apps/server/migrations', 'apps/web/dist', 'regulations'].filter((folder) => existsSync(join(root, folder)));
}

async function walk(root: string, folder: string, seen: Seen, found: Map<string, string>): Promise<void> {
  for (const entry of (await readdir(join(root, folder), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) await walk(root, path, seen, found);
    else if (entry.isSymbolicLink()) found.set(path, `link:${sm3Hex(await readlink(join(root, path)))}`);
    else if (entry.isFile()) found.set(path, await digestOf(root, path, seen));
  }
}

async function digestOf(root: string, path: string, seen: Seen): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await lstat(join(root, path), { bigint: true });
  const look = `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  const known = seen.get(path);
  if (known?.look === look) return known.digest;
  const digest = sm3Hex(await readFile(join(root, path)));
  seen.set(path, { look, digest });
  return digest;
}
