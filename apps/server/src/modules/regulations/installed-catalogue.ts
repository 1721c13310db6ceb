import { type Catalogue, clauseText, loadCatalogue, RegulationsInvalid, readRegulations } from '@anjie/rulebook';

/**
 * The clauses of the project's folder, read once at start.
 *
 * @throws RegulationsInvalid naming file, path and rule of every error
 */
export function installedCatalogue(root: string): Catalogue {
  const { catalogue, problems } = loadCatalogue(readRegulations(root));
  if (problems.length > 0) throw new RegulationsInvalid(problems);
  return catalogue;
}

/** The words of a clause; null for an id that a newer or older catalogue had: a reason is told all the same. */
export function quoted(catalogue: Catalogue, id: string): string | null {
  return catalogue.find(id) === undefined ? null : clauseText(catalogue, id, true);
}
