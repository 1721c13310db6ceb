-- Schemes that seal the body: OAuth2 with SM2 and SM4, and encData with signData.
alter table campaign drop constraint campaign_signing_check;
alter table campaign add constraint campaign_signing_check check (signing in ('none', 'csb', 'tif', 'x-ca', 'oauth2-sm', 'encdata'));
-- SM2 public key of the system under test, base64 of 65 bytes; its private half was made for this campaign and shown once
alter table campaign add column his_public_key text not null default '';
alter table campaign add constraint sealed_bodies_have_a_key check ((signing in ('oauth2-sm', 'encdata')) = (his_public_key <> ''));
