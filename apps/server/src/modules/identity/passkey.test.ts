import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type Authenticator, authenticator, PRESENT, VERIFIED } from './passkey.scene.ts';
import { authenticationResponse, passkeyPlace, registrationResponse, verifyAuthentication, verifyRegistration } from './passkey.ts';

const PLACE = { origin: 'https://anjie.example.gov.cn', host: 'anjie.example.gov.cn' };
const AT = { origin: PLACE.origin, rpId: PLACE.host };
const newChallenge = () => randomBytes(32).toString('base64url');

async function enrolled(key: Authenticator, counter = 0) {
  const challenge = newChallenge();
  const found = await verifyRegistration(PLACE, challenge, registrationResponse.parse(key.create({ ...AT, challenge })));
  assert.ok(found);
  return { credential_id: found.id, public_key: found.publicKey, counter };
}

test('NX-附3.2-1d: a passkey is enrolled by what this challenge, this origin and this host were signed for, and proves its holder', async () => {
  const key = authenticator();
  const factor = await enrolled(key, 4);
  assert.equal(factor.credential_id, key.id);
  const challenge = newChallenge();
  const answer = authenticationResponse.parse(key.get({ ...AT, challenge, counter: 5, flags: PRESENT | VERIFIED }));
  assert.equal(await verifyAuthentication(PLACE, challenge, answer, factor), 5);
});

test('NX-附3.2-1d: a passkey of ML-DSA, which current browsers make first, is enrolled whole and proves its holder; one cut short is not', async () => {
  const key = authenticator('ML-DSA-44');
  const factor = await enrolled(key);
  const challenge = newChallenge();
  const answer = authenticationResponse.parse(key.get({ ...AT, challenge, counter: 1 }));
  assert.equal(await verifyAuthentication(PLACE, challenge, answer, factor), 1);
  const whole = key.create({ ...AT, challenge });
  const bytes = Buffer.from(whole.response.attestationObject, 'base64url');
  for (const length of [bytes.length - 1, bytes.length - 700, 200]) {
    const cut = { ...whole, response: { ...whole.response, attestationObject: bytes.subarray(0, length).toString('base64url') } };
    assert.equal(await verifyRegistration(PLACE, challenge, registrationResponse.parse(cut)), null, `cut to ${length}`);
  }
});

test('NX-附3.2-1d: no passkey is enrolled for another origin, another host, another challenge, or without somebody present', async () => {
  const challenge = newChallenge();
  const given = { ...AT, challenge };
  for (const wrong of [
    { ...given, origin: 'https://anjie.example.gov.cn.evil.example' },
    { ...given, origin: 'http://anjie.example.gov.cn' },
    { ...given, rpId: 'evil.example' },
    { ...given, challenge: newChallenge() },
    { ...given, flags: 0 },
  ])
    assert.equal(await verifyRegistration(PLACE, challenge, registrationResponse.parse(authenticator().create(wrong))), null);
});

test('NX-附3.2-1d: an attestation cut off anywhere in its CBOR is refused, and breaks nothing', async () => {
  const challenge = newChallenge();
  const whole = authenticator().create({ ...AT, challenge });
  const bytes = Buffer.from(whole.response.attestationObject, 'base64url');
  for (let length = 0; length < bytes.length; length += 3) {
    const cut = { ...whole, response: { ...whole.response, attestationObject: bytes.subarray(0, length).toString('base64url') } };
    assert.equal(await verifyRegistration(PLACE, challenge, registrationResponse.parse(cut)), null, `cut to ${length}`);
  }
});

test('NX-附3.2-1d: a proof for another origin, host, challenge or purpose, without somebody present, or by another key is refused', async () => {
  const key = authenticator();
  const [factor, others] = [await enrolled(key, 4), await enrolled(authenticator(), 4)];
  const challenge = newChallenge();
  const given = { ...AT, challenge, counter: 5 };
  const wrong = (answer: ReturnType<Authenticator['get']>, known = factor) =>
    verifyAuthentication(PLACE, challenge, authenticationResponse.parse(answer), known);
  assert.equal(await wrong(key.get({ ...given, origin: 'https://evil.example' })), null);
  assert.equal(await wrong(key.get({ ...given, rpId: 'evil.example' })), null);
  assert.equal(await wrong(key.get({ ...given, challenge: newChallenge() })), null, 'a challenge of before, replayed');
  assert.equal(await wrong(key.get({ ...given, type: 'webauthn.create' })), null);
  assert.equal(await wrong(key.get({ ...given, flags: 0 })), null);
  assert.equal(await wrong(key.get(given), others), null, 'the credential of another account');
  const forged = key.get(given);
  assert.equal(await wrong({ ...forged, id: others.credential_id, rawId: others.credential_id }, others), null);
  const cut = Buffer.from(forged.response.authenticatorData, 'base64url').subarray(0, 30).toString('base64url');
  assert.equal(await wrong({ ...forged, response: { ...forged.response, authenticatorData: cut } }), null);
  const flipped = Buffer.from(forged.response.signature, 'base64url');
  flipped[20]! ^= 1;
  assert.equal(await wrong({ ...forged, response: { ...forged.response, signature: flipped.toString('base64url') } }), null);
  assert.equal(await wrong(forged), 5, 'and the right one holds');
});

test('NX-附3.2-1d: a counter that stands still or goes back is a copied key, and is refused; one that never counts is none', async () => {
  const key = authenticator();
  const factor = await enrolled(key, 7);
  const proof = (counter: number, known: number) => {
    const challenge = newChallenge();
    const answer = authenticationResponse.parse(key.get({ ...AT, challenge, counter }));
    return verifyAuthentication(PLACE, challenge, answer, { ...factor, counter: known });
  };
  assert.deepEqual([await proof(7, 7), await proof(6, 7), await proof(0, 7)], [null, null, null]);
  assert.deepEqual([await proof(8, 7), await proof(0, 0)], [8, 0]);
});

test('NX-附3.2-1d: beside the password a passkey proves possession: presence is asked for, a second check of the person by the key is not', async () => {
  const key = authenticator();
  const factor = await enrolled(key);
  const challenge = newChallenge();
  const answer = authenticationResponse.parse(key.get({ ...AT, challenge, counter: 1, flags: PRESENT }));
  assert.equal(await verifyAuthentication(PLACE, challenge, answer, factor), 1);
});

test('a passkey is bound to the public address, or to localhost and nothing that only looks like it', () => {
  assert.deepEqual(passkeyPlace('https://anjie.example.gov.cn/portal', 'evil.example'), PLACE);
  assert.deepEqual(passkeyPlace(null, 'localhost:7640'), { origin: 'http://localhost:7640', host: 'localhost' });
  for (const host of ['localhost.evil.example:80', 'evil.example', 'localhost:7640@evil.example', undefined])
    assert.throws(() => passkeyPlace(null, host), { code: 'passkey-needs-address' });
});
