/** A gateway says every ten seconds that it is there: three times unheard it is called lost, wherever it is shown. */
export const SILENT_MS = 30_000;
