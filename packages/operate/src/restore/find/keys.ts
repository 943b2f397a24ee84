import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { unless } from "../../aws.ts";
import { AwsError } from "../../operateError.ts";
import type { Backups } from "../clients.ts";
import type { RecoveryPoint } from "../points.ts";

/** Points whose key is disabled or gone cannot be restored. What KMS does not say counts as fine, with a note. */
export async function withKeys(
  aws: Backups,
  points: RecoveryPoint[],
): Promise<{ points: RecoveryPoint[]; notes: string[] }> {
  const keys = [...new Set(points.flatMap(({ key }) => key ?? []))];
  const faults = new Map<string, string>();
  const notes: string[] = [];
  for (const key of keys) {
    const state = await stateOf(aws, key);
    if ("unknown" in state) notes.push(`Whether the key ${key} is enabled is unknown: ${state.unknown}`);
    else if (state.state !== "Enabled") faults.set(key, `its key ${key} is ${state.state}`);
  }
  const judged = points.map((point): RecoveryPoint => {
    const fault = point.key === undefined ? undefined : faults.get(point.key);
    return fault === undefined ? point : { ...point, unusable: point.unusable ?? fault };
  });
  return { points: judged, notes };
}

async function stateOf({ kms }: Backups, key: string): Promise<{ state: string } | { unknown: string }> {
  try {
    const answer = await unless(/^NotFoundException$/, kms.send(new DescribeKeyCommand({ KeyId: key })));
    return { state: answer?.KeyMetadata?.KeyState ?? "gone" };
  } catch (error) {
    // A key of another account, or one that these credentials may not look at.
    if (error instanceof AwsError && /AccessDenied/.test(error.code)) return { unknown: error.message };
    throw error;
  }
}
