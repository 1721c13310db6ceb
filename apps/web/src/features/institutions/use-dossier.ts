import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Admission, Agreement, ApplicationSummary, Filing, Institution, Restriction } from '../../api/views.ts';
import type { StatutoryClock } from '../../parts/clock.tsx';

export interface TimelineEvent {
  readonly at: string;
  readonly actor: string;
  readonly role: string;
  readonly event: string;
}

/** The whole record of an institution, as one call gives it to bureaus. */
export interface Dossier {
  /** persons masked; absent where the reader is the institution itself, which has them on its own page */
  readonly institution: Institution & {
    readonly contactName?: string | null;
    readonly contactPhone?: string | null;
    readonly legalRepresentative?: string | null;
  };
  readonly operators: readonly {
    readonly id: string;
    readonly role: string;
    readonly name: string;
    readonly from: string;
    readonly until: string | null;
  }[];
  readonly agreements: readonly Agreement[];
  readonly systems: readonly {
    readonly system: string;
    readonly name: string;
    readonly release: string;
    readonly vendor: string;
    readonly until: string | null;
  }[];
  readonly lines: readonly Filing[];
  readonly addresses: readonly Filing[];
  readonly terminals: readonly Filing[];
  readonly applications: readonly ApplicationSummary[];
  readonly restrictions: readonly Restriction[];
  readonly clocks: readonly StatutoryClock[];
  readonly admission: Admission;
  /** null: kept by the bureau, not told to the institution */
  readonly timeline: readonly TimelineEvent[] | null;
}

const MOST = 200;

/** Bureaus read the dossier in one call; the institution's own account reads its records one by one, as the server has it. */
export function useDossier(person: Person, code: string) {
  const whole = may(person, 'getInstitutionsCodeDossier');
  const own = (path: string) => (whole ? null : path);
  const base = `/institutions/${code}`;
  const dossier = useRead<Dossier>(whole ? `${base}/dossier` : null);
  const institution = useRead<Institution>(own(base));
  const admission = useRead<Admission>(own(`${base}/admission`));
  const lines = useRead<{ filings: Filing[] }>(own(`${base}/line-filings?limit=${MOST}`));
  const addresses = useRead<{ filings: Filing[] }>(own(`${base}/address-filings?limit=${MOST}`));
  const terminals = useRead<{ filings: Filing[] }>(own(`${base}/terminal-filings?limit=${MOST}`));
  const applications = useRead<{ applications: ApplicationSummary[] }>(own(`/applications?institution=${code}&limit=${MOST}`));
  const restrictions = useRead<{ restrictions: Restriction[] }>(own(`${base}/restrictions`));
  const agreements = useRead<{ agreements: Agreement[] }>(own(`${base}/agreements`));
  if (whole) return dossier;
  const parts = [institution, admission, lines, addresses, terminals, applications, restrictions, agreements] as const;
  const complete = parts.every((part) => part.data !== undefined);
  const data: Dossier | undefined = complete
    ? {
        institution: institution.data!,
        admission: admission.data!,
        lines: lines.data!.filings,
        addresses: addresses.data!.filings,
        terminals: terminals.data!.filings,
        applications: applications.data!.applications,
        restrictions: restrictions.data!.restrictions,
        agreements: agreements.data!.agreements,
        operators: [],
        systems: [],
        clocks: [],
        timeline: null,
      }
    : undefined;
  return {
    data,
    error: parts.find((part) => part.error !== null)?.error ?? null,
    isPending: !complete,
    refetch: () => parts.map((part) => part.refetch()),
  };
}
