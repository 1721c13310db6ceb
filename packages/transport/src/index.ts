export {
  type CertificateFacts,
  type CertificateFiles,
  certificateFiles,
  certificateStanding,
  readCertificate,
} from './certificate-files.ts';
export { isLoopbackHost } from './loopback.ts';
export { keepSecure, secureOptions } from './secure-server.ts';
export { tlsFault } from './tls-fault.ts';
export { trustAuthorities } from './trust.ts';
