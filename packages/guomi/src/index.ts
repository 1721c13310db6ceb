export { type Certificate, certificatePem, parseCertificate, parseCertificates, signedBy } from './certificate.ts';
export { type ChainAnswer, type ChainProblem, type ChainQuestion, verifyChain } from './certificate-chain.ts';
export type { CertificateExtensions, ExtendedKeyUsage, KeyUsage } from './certificate-extension.ts';
export { type DistinguishedName, type NameAttribute, nameText } from './distinguished-name.ts';
export { GuomiError, type GuomiProblem } from './guomi-error.ts';
export { type CertificateRequest, type Issuer, issueCertificate, selfSignCertificate } from './issue-certificate.ts';
export { createTlsAuthority, issueTlsCertificate, type TlsCertificate, type TlsValidity } from './issue-tls-certificate.ts';
export { addKeyPair, addMasterKey, createKeyFile, readKeyFile, unsafeRemoveMasterKey } from './key-file.ts';
export type { KeyStore, WrappedKey } from './key-store.ts';
export { Keyring, type SealedFile } from './keyring.ts';
export { type PemBlock, readPem, writePem } from './pem.ts';
export type { CryptoProvider, Sm2Signer, WrappedSecret } from './provider.ts';
export { keyIdOf, openRecord, SECRET_BYTES, SealingKey, sealRecord } from './sealed-record.ts';
export { sm2Decrypt, sm2Encrypt } from './sm2-encrypt.ts';
export { generateSm2Key, type Sm2PrivateKey, type Sm2PublicKey, samePublicKey, sm2PrivateKey, sm2PublicKey } from './sm2-key.ts';
export {
  exportPrivateKey,
  exportPublicKey,
  exportSec1,
  importPrivateKey,
  importPublicKey,
  privateKeyPem,
  publicKeyPem,
  sec1Pem,
} from './sm2-key-file.ts';
export { DEFAULT_SIGNER_ID, prepareKey, signatureFromDer, signatureToDer, sm2Sign, sm2Verify } from './sm2-sign.ts';
export { equalMac, hmacSm3Hex, sm3, sm3Hex } from './sm3.ts';
export { SM4_KEY_BYTES, sm4CbcDecrypt, sm4CbcEncrypt, sm4Ctr, sm4GcmDecrypt, sm4GcmEncrypt } from './sm4.ts';
export { sm4CcmDecrypt, sm4CcmEncrypt } from './sm4-ccm.ts';
export { type SoftwareKeys, signerOf, softwareProvider } from './software-provider.ts';
