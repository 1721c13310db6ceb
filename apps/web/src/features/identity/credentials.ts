/**
 * Passkeys in the browser (WebAuthn). The options and answers travel as JSON with base64url; Chromium below 129 cannot convert them itself.
 */
interface Described {
  readonly id: string;
  readonly type: 'public-key';
}

interface CreationOptions {
  readonly challenge: string;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly excludeCredentials?: readonly Described[];
}

interface RequestOptions {
  readonly challenge: string;
  readonly allowCredentials?: readonly Described[];
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function base64url(buffer: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join('');
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const described = (list: readonly Described[] = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

/** Whether this page may ask for passkeys: HTTPS or localhost, and a browser that has them. */
export const passkeysHere = (): boolean => window.isSecureContext && 'credentials' in navigator && 'PublicKeyCredential' in window;

const common = (credential: PublicKeyCredential) => ({
  id: credential.id,
  rawId: base64url(credential.rawId),
  type: 'public-key',
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: {},
});

/** @throws DOMException when the person or the device declines */
export async function createPasskey(options: unknown): Promise<unknown> {
  const given = options as CreationOptions;
  const publicKey = {
    ...given,
    challenge: bytes(given.challenge),
    user: { ...given.user, id: bytes(given.user.id) },
    excludeCredentials: described(given.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const { clientDataJSON, attestationObject } = credential.response as AuthenticatorAttestationResponse;
  return {
    ...common(credential),
    response: { clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(attestationObject) },
  };
}

/** @throws DOMException when the person or the device declines */
export async function showPasskey(options: unknown): Promise<unknown> {
  const given = options as RequestOptions;
  const publicKey = {
    ...given,
    challenge: bytes(given.challenge),
    allowCredentials: described(given.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response as AuthenticatorAssertionResponse;
  return {
    ...common(credential),
    response: {
      clientDataJSON: base64url(clientDataJSON),
      authenticatorData: base64url(authenticatorData),
      signature: base64url(signature),
      userHandle: userHandle === null ? null : base64url(userHandle),
    },
  };
}
