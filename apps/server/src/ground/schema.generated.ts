// Generated from the migrated database by `npm run generate`. Do not edit.
import type { ColumnType, Generated } from 'kysely';

/** jsonb: parsed when read, JSON text when written (an array parameter would become a PostgreSQL array). */
export type Json = ColumnType<unknown, string, string>;

export interface AccessReviewTable {
  id: string;
  prov: string | null;
  period: string;
  opened_at: Date;
  due_at: Date;
  closed_at: Date | null;
}

export interface AccessReviewItemTable {
  id: string;
  review_id: string;
  prov: string | null;
  account_id: string;
  decision: string | null;
  reason: string | null;
  decided_by: string | null;
  decided_at: Date | null;
}

export interface AccountTable {
  id: string;
  login: string;
  name: string;
  role: string;
  level: string;
  bureau_id: string | null;
  party_kind: string | null;
  party_id: string | null;
  prov: string | null;
  city: string | null;
  div: string | null;
  password_hash: string;
  active: Generated<boolean>;
  failed_logins: Generated<number>;
  locked_until: Date | null;
  created_at: Date;
  created_by: string | null;
  activated_by: string | null;
  kind: Generated<string>;
  person_digest: string | null;
  password_changed_at: Date | null;
  must_change_password: Generated<boolean>;
  valid_until: string | null;
  last_login_at: Date | null;
  disabled_at: Date | null;
  disabled_by: string | null;
  disabled_reason: string | null;
  reinstated_by: string | null;
  identity_number: string | null;
  person_digest_next: string | null;
}

export interface AccountCodeTable {
  id: string;
  account_id: string;
  prov: string | null;
  city: string | null;
  div: string | null;
  kind: string;
  digest: Buffer | null;
  reason: string | null;
  requested_by: string | null;
  requested_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  expires_at: Date | null;
  used_at: Date | null;
  ended_at: Date | null;
}

export interface AccountDutyTable {
  id: Generated<string>;
  person: string;
  account_id: string;
  role: string;
  prov: string | null;
  city: string | null;
  div: string | null;
  from_at: Date;
  to_at: Date | null;
}

export interface ActingKeyTable {
  singleton: Generated<boolean>;
  secret: Buffer;
}

export interface AddressExceptionTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  institution_code: string;
  extra: number;
  reason: string;
  version: Generated<number>;
  requested_at: Date;
  requested_by: string;
  approved_at: Date | null;
  approved_by: string | null;
  digest: Buffer | null;
  revoked_at: Date | null;
  revoked_by: string | null;
  revoke_reason: string | null;
}

export interface AdmissionCampaignTable {
  id: string;
  cause: string;
  scope_kind: string;
  scope_id: string;
  order_id: string | null;
  institutions: number;
  started_at: Date;
  finished_at: Date | null;
}

export interface AdmissionCampaignMemberTable {
  campaign_id: string;
  institution_id: string;
}

export interface AdmissionDecisionTable {
  institution_id: string;
  revision: number;
  prov: string;
  city: string;
  div: string;
  decided_at: Date;
  generation: number;
  cause: string;
  entry: Json;
  decide_version: Generated<number>;
}

export interface AdmissionEntryTable {
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  code: string;
  entry: Json;
  generation: number;
  revision: number;
  decided_at: Date;
  next_change_at: Date | null;
  decide_version: Generated<number>;
  standing: Generated<string>;
}

export interface AdmissionGrantTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  kind: string;
  system_id: string | null;
  source_kind: string;
  step_id: string | null;
  test_record_id: string | null;
  census_id: string | null;
  clause: string;
  stated: boolean;
  begun_at: Date;
  ended_at: Date | null;
  ended_by_step: string | null;
  requested_by: string | null;
  granted_by: string;
}

export interface AgreementTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  kind: string;
  number: string | null;
  with_institution: boolean;
  bureau_id: string | null;
  firm_id: string | null;
  subject: string | null;
  copies: number | null;
  signed_on: string;
  valid_to: string | null;
  ended_at: Date | null;
  ended_reason: string | null;
  ended_by: string | null;
  recorded_at: Date;
  recorded_by: string;
  version: Generated<number>;
}

export interface AlertTable {
  id: string;
  kind: string;
  severity: string;
  prov: string | null;
  subject_kind: string;
  subject: string | null;
  subject_account: string | null;
  count: number;
  first_seen: Date;
  last_seen: Date;
  evidence: Json;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  closed_by: string | null;
  closed_at: Date | null;
  verdict: string | null;
  finding: string | null;
}

export interface ApplicationTable {
  id: string;
  number: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  institution_code: string;
  institution_kind: string;
  bureau_id: string;
  kind: string;
  state: string;
  form: Json;
  system_id: string | null;
  vendor_id: string | null;
  platform_vendor_id: string | null;
  partner_id: string | null;
  created_by: string;
  created_at: Date;
  closed_at: Date | null;
  version: Generated<number>;
}

export interface ApplicationConditionTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  vendor_id: string;
  system_id: string;
  code: string;
  vouched_by: string;
  vouched_at: Date;
  withdrawn_at: Date | null;
}

export interface ApplicationHandlerTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  bureau_id: string;
  account_id: string;
  login: string;
  assigned_by: string;
  assigned_at: Date;
  reason: string | null;
  ended_at: Date | null;
}

export interface ApplicationMaterialTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  code: string;
  document_id: string;
  sm3: string;
  handed_in_at: Date;
  handed_in_by: string;
  replaced_at: Date | null;
}

export interface ApplicationNumberTable {
  bureau_id: string;
  year: number;
  last: number;
}

export interface ApplicationOpinionTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  code: string;
  agrees: boolean;
  opinion: string;
  digest: string;
  given_by: string;
  given_by_name: string;
  bureau_id: string;
  given_at: Date;
}

export interface ApplicationStepTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  vendor_id: string | null;
  platform_vendor_id: string | null;
  partner_id: string | null;
  name: string;
  from_state: string;
  to_state: string;
  clause: string;
  stated: boolean;
  four_eyes: boolean;
  reason: string | null;
  requested_by: string | null;
  requested_by_name: string | null;
  requested_at: Date | null;
  digest: string | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  voided_at: Date | null;
  decided_by_two: Generated<boolean>;
}

export interface AssessmentTable {
  id: string;
  cause: string;
  requested_by: string | null;
  requested_at: Date;
  began_at: Date | null;
  stage: string | null;
  measured_at: Date | null;
  finished_at: Date | null;
  fault: string | null;
}

export interface AssessmentFindingTable {
  assessment_id: string;
  item: string;
  verdict: string;
  for_person: boolean;
  finding: Json;
}

export interface AssessmentRemarkTable {
  id: string;
  assessment_id: string;
  item: string;
  judgement: string;
  remark: string;
  remarked_by: string;
  remarked_at: Date;
  confirmed_by: string | null;
  confirmed_at: Date | null;
}

export interface AuditArchiveTable {
  month: string;
  from_seq: number;
  to_seq: number;
  previous: Buffer;
  last_hash: Buffer;
  sm3: string;
  bytes: number;
  file: string;
  written_at: Date;
}

export interface AuditCheckpointTable {
  size: number;
  checkpoint: string;
  peaks: Buffer;
  delivered_at: Date | null;
  delivered_to: Generated<string[]>;
}

export interface AuditEventTable {
  seq: number;
  at: Date;
  request_id: string;
  actor_id: string | null;
  actor: string;
  role: string;
  address: string | null;
  event: string;
  object_kind: string | null;
  object_id: string | null;
  prov: string | null;
  city: string | null;
  div: string | null;
  institution_id: string | null;
  result: string;
  refusal: string | null;
  detail: ColumnType<unknown, string | undefined, string>;
  previous: Buffer;
  hash: Buffer;
}

export interface AuditHeadTable {
  singleton: Generated<boolean>;
  seq: number;
  hash: Buffer;
}

export interface AuditKeyTable {
  id: string;
  serial: number;
  change: string;
  private: string | null;
  made_at: Date;
}

export interface BasisTable {
  generation: number;
  decide_version: number;
  profiles: Json;
  digest: Buffer;
  effective_at: Date | null;
  requested_by: string | null;
  requested_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  installed: Generated<boolean>;
  based_on: number | null;
  reason: string | null;
  approved_digest: Buffer | null;
  activated_at: Date | null;
  activated_revision: number | null;
}

export interface BureauTable {
  id: string;
  code: string;
  gb_code: string | null;
  name: string;
  level: string;
  parent_id: string | null;
  prov: string | null;
  city: string | null;
  div: string | null;
  successor_id: string | null;
  ended_on: string | null;
}

export interface BureauRuleTable {
  id: string;
  bureau_id: string;
  prov: string;
  city: string | null;
  div: string | null;
  number: string;
  title: string;
  in_force_from: string;
  sm3: string | null;
  issued_at: Date;
  issued_by: string;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
}

export interface CalendarNoticeTable {
  id: string;
  year: number;
  division: string | null;
  source: string;
  holidays: Json;
  digest: string;
  proposed_by: string;
  proposed_by_name: string;
  proposed_at: Date;
  approved_by: string | null;
  approved_by_name: string | null;
  approved_at: Date | null;
  approved_digest: string | null;
  replaced_at: Date | null;
  version: Generated<number>;
}

export interface CalendarReckonedTable {
  singleton: Generated<boolean>;
  digest: string;
  at: Date;
}

export interface CensusRecordTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  system_id: string | null;
  connected_on: string;
  reason: string;
  clause: string | null;
  stated: boolean;
  requested_by: string;
  requested_by_name: string;
  requested_at: Date;
  digest: string;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  accepted: boolean | null;
  decision_reason: string | null;
}

export interface CensusUrgingTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  note: string;
  answer_by: string | null;
  urged_at: Date;
  urged_by: string;
  urged_by_name: string;
}

export interface ClockEventTable {
  id: string;
  clock_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  event: string;
  at: Date;
  actor_id: string | null;
  actor_name: string;
  reason: string | null;
  due_at_before: Date;
  due_at_after: Date;
}

export interface CutOffVerificationTable {
  gateway_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  revision: number;
  open_connections: number;
  in_flight: number;
  forwarded_after: number;
  acknowledged_at: Date;
  verified_at: Date | null;
}

export interface DelegationTable {
  id: string;
  from_account: string;
  to_account: string;
  prov: string | null;
  city: string | null;
  div: string | null;
  reason: string;
  starts_at: Date;
  ends_at: Date;
  requested_by: string;
  requested_at: Date;
  granted_by: string | null;
  granted_at: Date | null;
  ended_by: string | null;
  ended_at: Date | null;
}

export interface DeputyTable {
  id: string;
  bureau_id: string;
  prov: string;
  city: string | null;
  div: string | null;
  account_id: string;
  login: string;
  deputy_id: string;
  deputy_login: string;
  from_on: string;
  until_on: string;
  reason: string;
  named_by: string;
  named_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface DestructionTable {
  id: string;
  number: Generated<number>;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  institution_code: string;
  kind: string;
  subject_id: string;
  purpose: string;
  reason: string;
  requested_by: string;
  requested_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  rotation_id: string | null;
  completed_at: Date | null;
}

export interface DivisionTable {
  code: string;
  name: string;
  parent: string | null;
  level: string;
  valid_from: string;
  valid_to: string | null;
}

export interface DivisionChangeTable {
  id: string;
  prov: string;
  from_divs: string[];
  into_div: string;
  into_city: string;
  into_name: string | null;
  into_level: string | null;
  bureau_code: string | null;
  bureau_name: string | null;
  bureau_gb_code: string | null;
  effective_on: string;
  document: string;
  reason: string;
  requested_by: string;
  requested_by_name: string | null;
  requested_at: Date;
  digest: string;
  approved_by: string | null;
  approved_by_name: string | null;
  approved_at: Date | null;
  approved_digest: string | null;
  declined_at: Date | null;
  declined_by: string | null;
  carried_out_at: Date | null;
  institutions: number | null;
  version: Generated<number>;
}

export interface DocumentTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  sm3: string;
  bytes: number;
  media_type: string;
  name: string;
  uploaded_by: string;
  uploaded_at: Date;
  file_key: string | null;
  scan: Generated<string>;
}

export interface EpochReportTable {
  id: string;
  gateway_id: string;
  epoch: string;
  previous_epoch: string | null;
  withheld: string[];
  reported_at: Date;
  released_by: string | null;
  released_at: Date | null;
}

export interface FactorTable {
  id: string;
  account_id: string;
  kind: string;
  label: string;
  secret: string | null;
  public_key: string | null;
  credential_id: string | null;
  counter: Generated<number>;
  created_at: Date;
  confirmed_at: Date | null;
  last_used_at: Date | null;
  removed_at: Date | null;
}

export interface FactorChallengeTable {
  id: string;
  token_digest: Buffer;
  purpose: string;
  challenge: string;
  made_at: Date;
  used_at: Date | null;
}

export interface FeedHeadTable {
  singleton: Generated<boolean>;
  epoch: string;
  revision: number;
}

export interface FilingTable {
  id: string;
  number: string;
  subject: string;
  act: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  institution_code: string;
  target_id: string | null;
  state: Generated<string>;
  version: Generated<number>;
  line_kind: string | null;
  carrier_id: string | null;
  agreement_number: string | null;
  agreement_year: number | null;
  subscriber: string | null;
  environment: string | null;
  ip: string | null;
  mac: string | null;
  device: string | null;
  psam: string | null;
  filed_at: Date;
  filed_by: string;
  filed_by_role: string;
  accepted_at: Date | null;
  accepted_by: string | null;
  returned_at: Date | null;
  returned_by: string | null;
  return_reason: string | null;
  return_note: string | null;
  ended_at: Date | null;
  ended_by: string | null;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
}

export interface FirmTable {
  id: string;
  code: string;
  name: string;
  prov: string;
  city: string | null;
  div: string | null;
  registered_at: Date;
  shared_lock: Generated<number>;
}

export interface FirmRoleTable {
  firm_id: string;
  role: string;
  prov: string;
  city: string | null;
  begun_at: Generated<Date>;
  ended_at: Date | null;
  ended_by: string | null;
  ended_reason: string | null;
}

export interface FrozenRunTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  vendor_id: string | null;
  platform_vendor_id: string | null;
  partner_id: string | null;
  report_id: string;
  sm3: string;
  campaign: string;
  run: number;
  share: string;
  document: Json;
  signature: string;
  public_key: string;
  frozen_at: Date;
  verified_by: string;
  verified_at: Date;
}

export interface GatewayTable {
  id: string;
  code: string;
  name: string;
  prov: string | null;
  city: string | null;
  div: string | null;
  environments: string[];
  secret_serial: Generated<number>;
  active: Generated<boolean>;
  enrolled_by: string | null;
  enrolled_at: Date;
  released_epochs: Generated<string[]>;
}

export interface GatewayRecordTable {
  gateway_id: string;
  instance: string;
  seq: number;
  at: Date;
  prov: string | null;
  city: string | null;
  div: string | null;
  institution_id: string | null;
  institution_code: string | null;
  environment: string;
  infno: string | null;
  class: string | null;
  verdict: string;
  refusal: string | null;
  clause: string | null;
  revision: number;
  record: Json;
}

export interface GatewayRetirementTable {
  id: string;
  gateway_id: string;
  removed: boolean;
  reason: string;
  requested_by: string;
  requested_at: Date;
  withdrawn_by: string | null;
  withdrawn_at: Date | null;
  confirmed_by: string | null;
  confirmed_at: Date | null;
  stopped_at: Date | null;
}

export interface GatewayStateTable {
  gateway_id: string;
  instance: string;
  epoch: string;
  revision: number;
  acknowledged_at: Date;
  seen_at: Date;
  skew_ms: Generated<number>;
}

export interface HisTable {
  id: string;
  code: string;
  vendor_id: string;
  name: string;
  release: string;
  deployment: string | null;
  prov: string;
  registered_at: Date;
  registered_by: string;
  shared_lock: Generated<number>;
}

export interface HisCertificateTable {
  id: string;
  his_id: string;
  vendor_id: string;
  prov: string;
  level: number;
  number: string;
  valid_from: string;
  valid_to: string;
  recorded_at: Date;
  recorded_by: string;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
  withdrawn_reason: string | null;
}

export interface IdempotencyTable {
  actor_id: string;
  key: string;
  route: string;
  body_digest: Buffer;
  status: number;
  response: Json;
  at: Date;
}

export interface IdentitySettingTable {
  id: string;
  prov: string | null;
  name: string;
  value: Json;
  set_by: string;
  set_at: Date;
  ended_at: Date | null;
}

export interface ImportFaultTable {
  job_id: string;
  row_number: number;
  field: string;
  value: string | null;
  rule: string;
  clause: string | null;
  mend_zh: string;
  mend_en: string;
}

export interface ImportJobTable {
  id: string;
  prov: string;
  city: string;
  div: string;
  list: string;
  format: string;
  file_name: string;
  sm3: string;
  bytes: number;
  dry_run: boolean;
  keep: string;
  state: Generated<string>;
  rows: Generated<number>;
  checked_to: Generated<number>;
  checked: Generated<boolean>;
  rejected: Generated<number>;
  taken: Generated<number>;
  taken_to: Generated<number>;
  attempts: Generated<number>;
  refusal: ColumnType<unknown, string | null, string | null>;
  created_at: Date;
  created_by: string;
  idempotency_key: string | null;
  finished_at: Date | null;
  scan: Generated<string>;
}

export interface ImportKeyTable {
  job_id: string;
  key: string;
  row_number: number;
}

export interface InstallationTable {
  singleton: Generated<boolean>;
  mode: string;
  born_at: Date;
  clock_offset_ms: Generated<number>;
  id: Generated<string>;
}

export interface InstitutionTable {
  id: string;
  code: string;
  kind: string;
  name: string;
  tier: string | null;
  address: string | null;
  contact_name: string | null;
  contact_phone: string | null;
  legal_representative: string | null;
  prov: string;
  city: string;
  div: string;
  bureau_id: string;
  version: Generated<number>;
  registered_at: Date;
  admission_lock: Generated<number>;
  self_id: Generated<string | null>;
}

export interface InstitutionAmendmentTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  institution_code: string;
  nature: string;
  before: Json;
  after: Json;
  reason: string;
  changed_on: string | null;
  state: Generated<string>;
  filed_at: Date;
  filed_by: string;
  filed_by_name: string;
  decided_at: Date | null;
  decided_by: string | null;
  decided_by_name: string | null;
  return_reason: string | null;
  version: Generated<number>;
}

export interface InstitutionOperatorTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  role: string;
  name: string;
  phone: string | null;
  named_at: Date;
  named_by: string;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface InstitutionSystemTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  his_id: string;
  vendor_id: string;
  begun_at: Date;
  ended_at: Date | null;
  recorded_by: string;
}

export interface KeyRotationTable {
  id: string;
  purpose: string;
  cause: string;
  reason: string;
  requested_by: string | null;
  requested_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  former: Generated<string[]>;
  next: string | null;
  resealed: Generated<number>;
  finished_at: Date | null;
}

export interface LineAuditTable {
  id: string;
  filing_id: string;
  carrier_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  passed: boolean;
  note: string | null;
  audited_at: Date;
  audited_by: string;
}

export interface LineBindingTable {
  id: string;
  filing_id: string;
  carrier_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  ip: string;
  mac: string;
  bound_at: Date;
  bound_by: string;
  ended_at: Date | null;
}

export interface LineVoucherTable {
  id: string;
  filing_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  kind: string;
  number: string;
  issued_on: string;
  note: string | null;
  recorded_at: Date;
  recorded_by: string;
  document_id: string | null;
}

export interface LoginAddressTable {
  address: string;
  failures: number;
  window_from: Date;
  locked_until: Date | null;
}

export interface MailPreferenceTable {
  id: string;
  email: string | null;
  wanted: Generated<boolean>;
  digest: Generated<boolean>;
  digest_at: Generated<number>;
  quiet_from: number | null;
  quiet_until: number | null;
  quiet_on_rest_days: Generated<boolean>;
  version: Generated<number>;
}

export interface ManagementRangeTable {
  id: string;
  prov: string | null;
  role: string;
  range: string;
  set_by: string;
  set_at: Date;
  ended_by: string | null;
  ended_at: Date | null;
}

export interface MaterialFindingTable {
  id: string;
  material_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  conforms: boolean;
  note: string | null;
  found_by: string;
  found_by_name: string;
  found_at: Date;
}

export interface NotificationTable {
  id: string;
  account_id: string;
  fact_key: string;
  event: string;
  importance: string;
  topic: string;
  object_id: string | null;
  data: Json;
  at: Date;
  read_at: Date | null;
  settled_at: Date | null;
}

export interface OutgoingMailTable {
  id: string;
  account_id: string;
  notification_id: string | null;
  digest_on: string | null;
  state: Generated<string>;
  attempts: Generated<number>;
  next_at: Date;
  last_error: string | null;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface PasswordHistoryTable {
  account_id: string;
  password_hash: string;
  at: Date;
}

export interface PsamRecordTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  card: string;
  kind: string;
  happened_on: string;
  note: string;
  recorded_at: Date;
  recorded_by: string;
  settled_at: Date | null;
  settled_by: string | null;
  settlement: string | null;
}

export interface ReachCheckTable {
  id: string;
  operator_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  reached: boolean;
  note: string | null;
  checked_at: Date;
  checked_by: string;
  checked_by_name: string;
}

export interface RecoveryCodeTable {
  id: string;
  account_id: string;
  digest: Buffer;
  made_at: Date;
  used_at: Date | null;
  replaced_at: Date | null;
}

export interface ReportSealTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  vendor_id: string | null;
  platform_vendor_id: string | null;
  partner_id: string | null;
  report_id: string;
  sm3: string;
  party: string;
  sealed_by: string;
  sealed_by_name: string;
  sealed_at: Date;
  voided_at: Date | null;
}

export interface RestrictionTable {
  id: string;
  kind: string;
  institution_id: string | null;
  scope_kind: string | null;
  scope_id: string | null;
  prov: string;
  city: string | null;
  div: string | null;
  clause: string;
  stated: boolean;
  occasion: Generated<number>;
  reason: string;
  judgement: string | null;
  decided_by_bureau: string | null;
  decided_by: string;
  decided_by_name: string;
  imposed_at: Date;
  by_law: Generated<boolean>;
  released_at: Date | null;
  released_by_record: string | null;
  proposal_id: string | null;
  proposed_by: string | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
  review: string | null;
  rectified_at: Date | null;
  rectification: string | null;
  rectified_by: string | null;
  lift_requested_by: string | null;
  lift_requested_at: Date | null;
  lift_reason: string | null;
  lift_rectified_at: Date | null;
  lift_digest: Buffer | null;
  lifted_by: string | null;
  lifted_at: Date | null;
  lift_clause: string | null;
  lifted_by_record: string | null;
  version: Generated<number>;
  lifted_by_two: Generated<boolean | null>;
}

export interface RestrictionProposalTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  kind: string;
  clause: string;
  reason: string;
  judgement: string | null;
  bureau_id: string;
  proposed_by: string;
  proposed_at: Date;
  digest: Buffer;
  outcome: string | null;
  decided_by: string | null;
  decided_at: Date | null;
  version: Generated<number>;
}

export interface RosterReportTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  operators: string[];
  roles: Json;
  clause: string;
  stated: boolean;
  reported_at: Date;
  reported_by: string;
}

export interface RuleAcknowledgementTable {
  id: string;
  rule_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  acknowledged_at: Date;
  acknowledged_by: string;
}

export interface SavedQueryTable {
  id: string;
  account_id: string;
  bureau_id: string | null;
  list: string;
  name: string;
  query: Json;
  saved_at: Date;
  removed_at: Date | null;
}

export interface ScopeOrderTable {
  id: string;
  scope_order: ColumnType<unknown, string | null, string | null>;
  restriction_id: string | null;
  cause: string;
  revision: number;
  imposed_at: Date;
  lifted_at: Date | null;
}

export interface SealedColumnTable {
  table_name: string;
  column_name: string;
  purpose: string;
  keys: string[];
  json: boolean;
}

export interface SealingKeyTable {
  id: string;
  purpose: string;
  master_key_id: string;
  wrapped: Buffer;
  created_ms: number;
}

export interface ServiceAgreementTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  agency_id: string | null;
  number: string;
  year: number;
  valid_from: string;
  valid_to: string | null;
  ended_at: Date | null;
  ended_reason: string | null;
  recorded_at: Date;
  recorded_by: string;
  first_party: string | null;
  second_party: string | null;
  signed_on: string | null;
  ended_by: string | null;
}

export interface ServiceKeyTable {
  id: string;
  account_id: string;
  prov: string | null;
  city: string | null;
  div: string | null;
  algorithm: string;
  secret: string | null;
  public_key: string | null;
  scopes: string[];
  created_by: string;
  created_at: Date;
  expires_at: Date;
  approved_by: string | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
  approved_at: Date | null;
}

export interface ServiceNonceTable {
  key_id: string;
  nonce: string;
  at: Date;
}

export interface SessionTable {
  token_digest: Buffer;
  account_id: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  address: string | null;
  stage: Generated<string>;
  factor: string | null;
  delegation_id: string | null;
}

export interface SettingsSigningTable {
  id: string;
  reason: string;
  state: string;
  requested_by: string | null;
  requested_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  sequence: number | null;
  signature: string | null;
  ended_at: Date | null;
}

export interface StandingChangeTable {
  institution_id: string;
  revision: number;
  prov: string;
  city: string;
  div: string;
  at: Date;
  was: string | null;
  became: string;
}

export interface StatutoryClockTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  subject_kind: string;
  subject_id: string;
  kind: string;
  end_events: string[];
  clause: string;
  stated: boolean;
  started_at: Date;
  due_on: string | null;
  due_at: Date;
  explanation: Json;
  state: Generated<string>;
  ended_at: Date | null;
  ended_by_event: string | null;
  warn_at: Date | null;
  warned_at: Date | null;
  breach_seen_at: Date | null;
  version: Generated<number>;
  period_amount: number | null;
  period_unit: string | null;
  count_first_day: boolean | null;
  paused_at: Date | null;
  pause_reason: string | null;
  extended_to: string | null;
  extended_at: Date | null;
}

export interface TerminalExaminationTable {
  id: string;
  filing_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  examined_on: string;
  dedicated: boolean;
  offline: boolean;
  protected: boolean;
  conforms: Generated<boolean>;
  note: string | null;
  document_id: string | null;
  recorded_at: Date;
  recorded_by: string;
}

export interface TerritoryMoveTable {
  id: string;
  change_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  from_city: string;
  from_div: string;
  from_bureau: string;
  to_city: string;
  to_div: string;
  to_bureau: string;
  moved_at: Date;
}

export interface TestCampaignTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  vendor_id: string | null;
  platform_vendor_id: string | null;
  partner_id: string | null;
  campaign: string;
  plan: string;
  opened_by: string;
  opened_at: Date;
  suite: Generated<string>;
  certification_id: string | null;
}

export interface TestRecordTable {
  id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  kind: string;
  passed: boolean;
  tested_at: Date;
  note: string | null;
  recorded_by: string;
  recorded_at: Date;
}

export interface TestReportTable {
  id: string;
  application_id: string;
  institution_id: string;
  prov: string;
  city: string;
  div: string;
  vendor_id: string | null;
  platform_vendor_id: string | null;
  partner_id: string | null;
  passed: boolean;
  report: Json;
  sm3: string;
  recorded_by: string;
  recorded_at: Date;
  replaced_at: Date | null;
  suite: Generated<string>;
  certification_id: string | null;
}

export interface VersionCertificationTable {
  id: string;
  his_id: string;
  vendor_id: string;
  prov: string;
  kind: string;
  report_id: string;
  report_sm3: string;
  clause: string;
  stated: boolean;
  certified_by: string;
  begun_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ended_reason: string | null;
}

export interface WithdrawalTable {
  id: string;
  subject: string;
  his_id: string | null;
  firm_id: string;
  prov: string;
  city: string | null;
  effect: string;
  reason: string;
  withdrawn_at: Date;
  withdrawn_by: string;
  withdrawn_by_name: string;
  requested_at: Date | null;
  requested_by: string | null;
  requested_by_name: string | null;
  requested_reason: string | null;
  reinstated_at: Date | null;
  reinstated_by: string | null;
  reinstated_by_name: string | null;
  version: Generated<number>;
}

export interface Database {
  access_review: AccessReviewTable;
  access_review_item: AccessReviewItemTable;
  account: AccountTable;
  account_code: AccountCodeTable;
  account_duty: AccountDutyTable;
  acting_key: ActingKeyTable;
  address_exception: AddressExceptionTable;
  admission_campaign: AdmissionCampaignTable;
  admission_campaign_member: AdmissionCampaignMemberTable;
  admission_decision: AdmissionDecisionTable;
  admission_entry: AdmissionEntryTable;
  admission_grant: AdmissionGrantTable;
  agreement: AgreementTable;
  alert: AlertTable;
  application: ApplicationTable;
  application_condition: ApplicationConditionTable;
  application_handler: ApplicationHandlerTable;
  application_material: ApplicationMaterialTable;
  application_number: ApplicationNumberTable;
  application_opinion: ApplicationOpinionTable;
  application_step: ApplicationStepTable;
  assessment: AssessmentTable;
  assessment_finding: AssessmentFindingTable;
  assessment_remark: AssessmentRemarkTable;
  audit_archive: AuditArchiveTable;
  audit_checkpoint: AuditCheckpointTable;
  audit_event: AuditEventTable;
  audit_head: AuditHeadTable;
  audit_key: AuditKeyTable;
  basis: BasisTable;
  bureau: BureauTable;
  bureau_rule: BureauRuleTable;
  calendar_notice: CalendarNoticeTable;
  calendar_reckoned: CalendarReckonedTable;
  census_record: CensusRecordTable;
  census_urging: CensusUrgingTable;
  clock_event: ClockEventTable;
  cut_off_verification: CutOffVerificationTable;
  delegation: DelegationTable;
  deputy: DeputyTable;
  destruction: DestructionTable;
  division: DivisionTable;
  division_change: DivisionChangeTable;
  document: DocumentTable;
  epoch_report: EpochReportTable;
  factor: FactorTable;
  factor_challenge: FactorChallengeTable;
  feed_head: FeedHeadTable;
  filing: FilingTable;
  firm: FirmTable;
  firm_role: FirmRoleTable;
  frozen_run: FrozenRunTable;
  gateway: GatewayTable;
  gateway_record: GatewayRecordTable;
  gateway_retirement: GatewayRetirementTable;
  gateway_state: GatewayStateTable;
  his: HisTable;
  his_certificate: HisCertificateTable;
  idempotency: IdempotencyTable;
  identity_setting: IdentitySettingTable;
  import_fault: ImportFaultTable;
  import_job: ImportJobTable;
  import_key: ImportKeyTable;
  installation: InstallationTable;
  institution: InstitutionTable;
  institution_amendment: InstitutionAmendmentTable;
  institution_operator: InstitutionOperatorTable;
  institution_system: InstitutionSystemTable;
  key_rotation: KeyRotationTable;
  line_audit: LineAuditTable;
  line_binding: LineBindingTable;
  line_voucher: LineVoucherTable;
  login_address: LoginAddressTable;
  mail_preference: MailPreferenceTable;
  management_range: ManagementRangeTable;
  material_finding: MaterialFindingTable;
  notification: NotificationTable;
  outgoing_mail: OutgoingMailTable;
  password_history: PasswordHistoryTable;
  psam_record: PsamRecordTable;
  reach_check: ReachCheckTable;
  recovery_code: RecoveryCodeTable;
  report_seal: ReportSealTable;
  restriction: RestrictionTable;
  restriction_proposal: RestrictionProposalTable;
  roster_report: RosterReportTable;
  rule_acknowledgement: RuleAcknowledgementTable;
  saved_query: SavedQueryTable;
  scope_order: ScopeOrderTable;
  sealed_column: SealedColumnTable;
  sealing_key: SealingKeyTable;
  service_agreement: ServiceAgreementTable;
  service_key: ServiceKeyTable;
  service_nonce: ServiceNonceTable;
  session: SessionTable;
  settings_signing: SettingsSigningTable;
  standing_change: StandingChangeTable;
  statutory_clock: StatutoryClockTable;
  terminal_examination: TerminalExaminationTable;
  territory_move: TerritoryMoveTable;
  test_campaign: TestCampaignTable;
  test_record: TestRecordTable;
  test_report: TestReportTable;
  version_certification: VersionCertificationTable;
  withdrawal: WithdrawalTable;
}
