export {
  type CertificateFacts,
  type CertificateFiles,
  certificateFiles,
  certificateNames,
  certificateStanding,
  readCertificate,
} from './certificate-files.ts';
export { isLoopbackHost } from './loopback.ts';
export { type OwnServer, requestOwn } from './request-own.ts';
export { keepSecure, secureOptions } from './secure-server.ts';
export { tlsFault } from './tls-fault.ts';
export { trustAuthorities } from './trust.ts';
