-- Signed checkpoints over the audit (docs/decisions/0009). The installation gets a name of its own: a checkpoint says whose audit it attests.
alter table installation add column id uuid not null default gen_random_uuid();

create table audit_checkpoint (
  -- number of rows it attests
  size bigint primary key check (size > 0),
  -- the very text that was signed and delivered: nothing about it can be changed unseen
  checkpoint text not null,
  -- right edge of the Merkle tree, 32 bytes a subtree, for going on; what it says is checked against the signed root
  peaks bytea not null check (octet_length(peaks) % 32 = 0),
  delivered_at timestamptz,
  delivered_to text[] not null default '{}'
);
create index audit_checkpoint_undelivered on audit_checkpoint (size) where delivered_at is null;
grant select on audit_checkpoint to app_system, app_national;
grant insert, update (delivered_at, delivered_to) on audit_checkpoint to app_system;
