import { prepareKey } from '@anjie/guomi';
import type { Clock } from '../../ground/clock.ts';
import type { Configuration } from '../../ground/configuration.ts';
import type { Log } from '../../ground/log.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import type { AuditGroup } from './append-audit.ts';
import { startArchiveWork } from './archive-months.ts';
import type { AuditParts } from './audit.routes.ts';
import { auditKey } from './audit-key.ts';
import { auditKeys, changeKey } from './audit-keys.ts';
import { startCheckpointWork } from './checkpoint-work.ts';
import { filePlace, syslogPlace, webhookPlace } from './second-place.ts';

/** Key, second places and the loop that signs, as the configuration says. */
export function openAuditTrail(given: {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly group: AuditGroup;
  readonly installation: string;
  readonly masterKey: Buffer;
  readonly delivery: Configuration['audit'];
}): { readonly parts: AuditParts; wake(): void; changeKey(tx: Tx): Promise<{ former: string; next: string }>; close(): Promise<void> } {
  const { transactor, clock, log, group, installation, delivery } = given;
  const signer = auditKey(given.masterKey, installation);
  const places = [
    ...(delivery.file === null ? [] : [filePlace(delivery.file)]),
    ...(delivery.syslog === null ? [] : [syslogPlace(delivery.syslog)]),
    ...(delivery.webhook === null ? [] : [webhookPlace(delivery.webhook)]),
  ];
  if (places.length === 0)
    log.info('audit-checkpoints-go-nowhere', { mend: 'ANJIE_AUDIT_FILE, ANJIE_AUDIT_SYSLOG or ANJIE_AUDIT_WEBHOOK' });
  const keys = auditKeys(signer);
  const work = startCheckpointWork({ transactor, clock, log, keys, installation, places, pace: delivery });
  const folder = delivery.archive;
  const archiving = folder === null ? null : startArchiveWork({ transactor, clock, log, installation, folder, keys });
  return {
    parts: { transactor, clock, log, installation, key: prepareKey(signer.publicKey), keys, places, archive: folder, work, group },
    wake: () => archiving?.wake(),
    async changeKey(tx) {
      const { line, ...ids } = await changeKey(tx, keys, { installation, places, now: clock.now() });
      tx.afterCommit(() => {
        for (const place of places)
          place
            .take(line)
            .catch((error: unknown) => log.warn('audit-key-change-not-delivered', { place: place.name, error: String(error) }));
      });
      return ids;
    },
    async close() {
      await archiving?.close();
      await work.close();
    },
  };
}
