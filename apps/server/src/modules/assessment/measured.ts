import type { ManifestAnswer } from '../../ground/manifest.ts';
import type { SettingsAnswer } from '../settings/index.ts';
/** What `anjie assess` measured of a running installation: numbers, names and settings as they were found, no judgement. */
export interface Measured {
  /** ISO instant of the measurement */
  readonly at: string;
  readonly mode: 'production' | 'demonstration';
  readonly accounts: Accounts;
  /** one per province whose accounts or settings differ; `prov` null: those above the provinces */
  readonly rules: readonly AccountRules[];
  readonly authority: Authority;
  readonly audit: Audit;
  readonly stored: Stored;
  readonly transport: Transport;
  readonly probes: Probes;
  readonly host: Host;
  readonly backup: Backup;
  readonly defence: Defence;
}

export interface Accounts {
  readonly active: number;
  /** logins that stand more than once */
  readonly repeatedLogins: number;
  /** whether the database refuses a second account of the same login */
  readonly loginsUnique: boolean;
  /** active people whose password is empty or none that argon2id made, and who hold no invitation */
  readonly withoutPassword: readonly string[];
  /** active accounts that open with the password printed in the demonstration’s file */
  readonly knownPassword: readonly string[];
  /** active people without a confirmed second factor */
  readonly withoutFactor: number;
  /** kinds of confirmed factors → how many */
  readonly factors: Readonly<Record<string, number>>;
  readonly pastValidity: readonly string[];
  readonly unused: readonly string[];
  /** persons with more than one active account of the same role and place */
  readonly doubled: number;
  /** active officers without a keyed digest of who they are */
  readonly officersUnidentified: readonly string[];
  /** full sessions of people that were opened without a factor and still live */
  readonly liveWithoutFactor: number;
}

export interface AccountRules {
  readonly prov: string | null;
  /** the province by its name */
  readonly place: string | null;
  readonly minLength: number;
  readonly classes: number;
  readonly changeDays: number | null;
  readonly passwordExpiry: boolean;
  readonly secondFactor: 'everybody' | 'officers' | 'nobody';
  readonly firstChange: boolean;
  readonly lockAfter: number;
  readonly lockSeconds: number;
  readonly addressLockAfter: number;
  readonly idleMinutes: number;
  readonly sessionHours: number;
  readonly unusedDays: number;
  readonly accessReviews: boolean;
  readonly remoteManagement: 'encrypted' | 'forbidden' | 'unstated';
}

export interface Authority {
  readonly roles: number;
  /** logins that hold an officer’s duty and another that excludes it */
  readonly overlapping: readonly string[];
  /** database triggers that must stand and do not */
  readonly missingGuards: readonly string[];
  /** tables that name a territory and on which row security is not forced */
  readonly unforced: readonly string[];
  readonly territoryTables: number;
  /** rights of the servers’ login that it must not have */
  readonly excessive: readonly string[];
  /** active accounts that one person alone created and activated */
  readonly byOnePerson: readonly string[];
  readonly ranges: readonly string[];
  /** roles of the routes without a clearance */
  readonly rolesWithoutClearance: readonly string[];
  /** columns of the database that the data dictionary does not grade */
  readonly ungraded: readonly string[];
  readonly graded: number;
}

export interface Audit {
  readonly rows: number;
  readonly lastAt: string | null;
  /** actors of the last day’s sessions that left no row */
  readonly silentActors: number;
  readonly columns: readonly string[];
  readonly results: readonly string[];
  /** rights to change or remove rows: role.right */
  readonly changeableBy: readonly string[];
  readonly chainHolds: boolean;
  readonly checkpoints: number;
  readonly undelivered: number;
  /** where they go, by kind */
  readonly places: readonly ('file' | 'webhook' | 'syslog')[];
  /** whether the only place is on this machine */
  readonly onlyHere: boolean;
  readonly archive: boolean;
  readonly archivedMonths: number;
  /** whole months that are over and not archived */
  readonly monthsOwed: number;
}

export interface Stored {
  readonly sealedColumns: number;
  /** sealed columns whose trigger is missing or off: table.column */
  readonly unguarded: readonly string[];
  /** sealed columns that hold plain text: table.column */
  readonly plain: readonly string[];
  /** graded 个人, stored as text, neither sealed nor excused by the dictionary */
  readonly unsealed: readonly string[];
  readonly excused: number;
  readonly keys: Readonly<Record<string, number>>;
  /** keys wrapped under a master key that the key file does not hold */
  readonly foreignKeys: number;
  readonly passwordsHashed: boolean;
  /** secret files that others may read: path mode */
  readonly openFiles: readonly string[];
  readonly secretFiles: number;
  readonly destructions: number;
}

export interface Transport {
  /** the address that people use; null: not named */
  readonly portal: string | null;
  /** how the server itself listens */
  readonly served: 'tls' | 'plain';
  /** addresses on which the server listens */
  readonly listens: readonly string[];
  readonly databaseRemote: boolean;
  readonly databaseTls: boolean;
  /** clients that speak in plain text to another machine: setting value */
  readonly plainClients: readonly string[];
}

export interface Probes {
  readonly anonymous: { readonly path: string; readonly status: number }[];
  readonly forgedToken: number;
  readonly malformed: number;
  readonly unknownField: number;
  readonly wrongLogin: { readonly status: number; readonly code: string };
  readonly unknownLogin: { readonly status: number; readonly code: string };
  readonly headers: Readonly<Record<string, string>>;
  /** whether a foreign origin is let in */
  readonly crossOrigin: boolean;
}

export interface Host {
  readonly node: string;
  /** ports of PORTS_AT_RISK that something listens on */
  readonly portsAtRisk: readonly number[];
  /** whether the server runs as the superuser of the machine */
  readonly root: boolean;
  readonly demonstrationData: boolean;
  /** packages that are installed and not locked, or the other way round; null: nobody can tell */
  readonly unlocked: readonly string[] | null;
}

export interface Backup {
  readonly archiveMode: string;
  readonly replicas: number;
  readonly remoteReplicas: number;
}

export interface Defence {
  /** alerts on signals of an intrusion: who handles them, how many stand, critical ones that nobody acknowledged for a day */
  readonly alerts: { readonly officers: number; readonly standing: number; readonly unattended: number };
  readonly refusalsAudited: boolean;
  /** what the signed manifest of the shipped files says of them now */
  readonly manifest: ManifestAnswer['state'];
  /** whether important settings are those that two officers signed */
  readonly settings: SettingsAnswer['state'];
  readonly vulnerabilityScan: boolean;
  /** whether files that are handed in are scanned before they are kept */
  readonly filesScanned: boolean;
}

/** What must not listen on the machine of such an installation unless somebody says why. */
export const PORTS_AT_RISK = [21, 23, 111, 135, 137, 139, 445, 512, 513, 514, 873, 2049, 2375, 3389, 5900, 6379, 11211, 27017] as const;
