import { coverage, loadRegulations } from '@anjie/rulebook';
import { ROOT } from '@anjie/test-system';

/** The regulations load, and every kind of every normative clause is executed or planned. */
loadRegulations(ROOT);
const result = coverage(ROOT);
for (const clause of result.clauses) if (clause.missing.length > 0) process.stdout.write(`${clause.id}: ${clause.missing.join(', ')}\n`);
for (const error of result.errors) process.stdout.write(`${error.file} ${error.path} [${error.rule}] ${error.message}\n`);
for (const done of result.done)
  process.stdout.write(`planned.yaml: ${done.clause} ${done.kind} — 已有控制，请删去 / has a control, take it out\n`);
process.exit(result.ok && result.done.length === 0 ? 0 : 1);
