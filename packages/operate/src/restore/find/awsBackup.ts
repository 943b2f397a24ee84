import {
  paginateListProtectedResources,
  paginateListRecoveryPointsByResource,
  type ProtectedResource,
  type RecoveryPointByResource,
} from "@aws-sdk/client-backup";
import { every, unless } from "../../aws.ts";
import type { Backups } from "../clients.ts";
import type { RecoveryPoint } from "../points.ts";

/** AWS's word for a resource that AWS Backup knows nothing of. */
const unknown = /^ResourceNotFoundException$/;

export async function pointsOfResource({ backup }: Backups, arn: string): Promise<RecoveryPoint[]> {
  const pages = paginateListRecoveryPointsByResource({ client: backup }, { ResourceArn: arn });
  const all = await unless(
    unknown,
    every(pages, ({ RecoveryPoints }) => RecoveryPoints),
  );
  const of = arn.split(/[:/]/).at(-1) ?? arn;
  return (all ?? []).map((one) => ({ ...pointOf(one), of }));
}

function pointOf(one: RecoveryPointByResource): RecoveryPoint {
  const {
    RecoveryPointArn: arn = "",
    Status = "UNKNOWN",
    CreationDate,
    EncryptionKeyArn,
    BackupVaultName,
  } = one;
  const why = one.StatusMessage === undefined ? "" : `: ${one.StatusMessage}`;
  return {
    id: arn,
    arn,
    kind: "AWS Backup",
    ...(CreationDate && { time: CreationDate }),
    state: Status,
    ...(!["COMPLETED", "AVAILABLE"].includes(Status) && { unusable: `it is ${Status}${why}` }),
    ...(one.BackupSizeBytes !== undefined && { sizeGiB: one.BackupSizeBytes / 2 ** 30 }),
    ...(EncryptionKeyArn !== undefined && { key: EncryptionKeyArn }),
    ...(BackupVaultName !== undefined && { vault: BackupVaultName }),
  };
}

/** Resources that AWS Backup has points of, also where they are gone. */
export function protectedResources({ backup }: Backups): Promise<ProtectedResource[]> {
  return every(paginateListProtectedResources({ client: backup }, {}), ({ Results }) => Results);
}

/**
 * A service lists what AWS Backup makes as its own; AWS Backup knows better whether it is being deleted.
 *
 * @param ofService With their ARNs.
 */
export function withAwsBackup(ofService: RecoveryPoint[], ofBackup: RecoveryPoint[]): RecoveryPoint[] {
  const known = new Map(ofBackup.map((point) => [point.arn, point]));
  const both = ofService.map((point): RecoveryPoint => {
    const other = point.arn === undefined ? undefined : known.get(point.arn);
    if (other === undefined) return point;
    known.delete(other.arn);
    const unusable = point.unusable ?? other.unusable;
    return {
      ...point,
      kind: other.kind,
      ...(other.vault !== undefined && { vault: other.vault }),
      ...(unusable !== undefined && { unusable }),
    };
  });
  const others = [...known.values()].map((point): RecoveryPoint => ({
    ...point,
    unusable: point.unusable ?? "only AWS Backup can restore it: aws backup start-restore-job",
  }));
  return [...both, ...others];
}
