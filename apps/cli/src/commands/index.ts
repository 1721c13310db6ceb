import type { Command } from '../command.ts';
import { admissionVerify, explain } from './admission.ts';
import { assess } from './assess.ts';
import { auditExport, auditKey, auditProve } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import { calendarAdd } from './calendar.ts';
import { certificateIssue } from './certificate.ts';
import { codesCheck } from './codes.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { importList } from './import.ts';
import { init } from './init.ts';
import { keys } from './keys.ts';
import { login } from './login.ts';
import { manifestCheck, manifestWrite } from './manifest.ts';
import { messageCheck } from './message.ts';
import { migrate } from './migrate.ts';
import { gatewayProcess, platformProcess, serverProcess, testbedProcess } from './processes.ts';
import { regulationsCheck, regulationsCoverage, regulationsDiff } from './regulations.ts';
import { testbedRun } from './testbed-run.ts';
import { testbedSelfTest } from './testbed-self-test.ts';
import { up } from './up.ts';

export const commands: readonly Command[] = [
  up,
  init,
  certificateIssue,
  manifestWrite,
  manifestCheck,
  demo,
  doctor,
  assess,
  login,
  explain,
  admissionVerify,
  auditVerify,
  auditExport,
  auditKey,
  auditProve,
  keys,
  importList,
  regulationsCheck,
  regulationsCoverage,
  regulationsDiff,
  calendarAdd,
  codesCheck,
  messageCheck,
  testbedRun,
  testbedSelfTest,
  migrate,
  serverProcess,
  gatewayProcess,
  platformProcess,
  testbedProcess,
];
