import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';

/** Every bare import of a workspace stands in that workspace's package.json: npm's hoisting and tsc accept undeclared ones. */
interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const SHARED = new Set(['fast-check', '@anjie/test-system', '@anjie/local-database']);
const faults: string[] = [];
for (const manifest of globSync('{apps,packages}/*/package.json', { cwd: ROOT })) {
  const folder = manifest.slice(0, -'/package.json'.length);
  const { name, dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, manifest), 'utf8')) as Manifest;
  const declared = new Set([name, ...Object.keys({ ...dependencies, ...optionalDependencies })]);
  const declaredForTests = new Set([...declared, ...SHARED, ...Object.keys(devDependencies ?? {})]);
  for (const file of globSync(`${folder}/{src,tests,bin}/**/*.{ts,tsx,mjs}`, { cwd: ROOT })) {
    const test = /\.(test|scene|test-system)\.ts$/.test(file) || file.includes('/tests/');
    for (const [, specifier] of readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:\bfrom|\bimport\()\s*'([@a-z][^'\s]*)'/g)) {
      const wanted = specifier!
        .split('/')
        .slice(0, specifier!.startsWith('@') ? 2 : 1)
        .join('/');
      if (isBuiltin(wanted) || (test ? declaredForTests : declared).has(wanted)) continue;
      if (existsSync(join(ROOT, file))) faults.push(`${file}: ${wanted} 未在 ${manifest} 声明 / is not declared in ${manifest}`);
    }
  }
}
for (const fault of new Set(faults)) process.stdout.write(`${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);
