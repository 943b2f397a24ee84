import { assumed, every, monthly } from "./charges/terms.ts";
import { isTrue, text } from "@ballast/model";
import { uuid } from "./computed.ts";
import type { Described } from "./described.ts";
import { charged } from "./entries.ts";
import { undrawn } from "./look.ts";
import { naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, partly, type Verdict, yes } from "./survival.ts";
import { sources } from "./values/sources.ts";

// docs.aws.amazon.com/kms/latest/developerguide/disaster-recovery-resiliency.html
const zoneLoss = always(yes("KMS keeps keys in at least three zones of the region"));

// docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html and multi-region-keys-delete.html
function destroy({ inputs }: Described): Verdict {
  const days = text(inputs["deletionWindowInDays"] ?? 30);
  const from = isTrue(inputs["multiRegion"]) ? " from the deletion of its last replica" : "";
  return partly(
    `its deletion can be cancelled for ${days} days${from}; then all data encrypted with it is lost`,
  );
}
const restored = always(
  yes("the related multi-Region keys decrypt the same data, and it can be replicated again"),
);

export const kms: Service = {
  withoutData: ["AWS::KMS::"],
  unknown: unused,
  types: {
    "aws:kms/alias:Alias": {
      look: undrawn,
      name: naming("name", 256, /^[\w:/-]+$/, "letters, digits and : / _ -"),
      charge: false,
    },
    "aws:kms/externalKey:ExternalKey": { data: true, survival: { zoneLoss, destroy } },
    "aws:kms/key:Key": {
      accepts: {
        deletionWindowInDays: [{ limit: ["range", 7, 30], source: sources.apiOfKms }],
        rotationPeriodInDays: [{ limit: ["range", 90, 2560], source: sources.apiOfKms }],
      },
      words: "KMS key",
      computed: ({ arn, hex }) => ({
        id: uuid(hex),
        state: { keyId: uuid(hex), arn: arn("kms", `key/${uuid(hex)}`) },
      }),
      data: true,
      survival: { zoneLoss, destroy },
      isRecoverable: true,
      refuses: {
        // KMS developer guide, "Rotate AWS KMS keys": KMS only rotates symmetric encryption keys.
        enableKeyRotation: (_before, after) =>
          text(after["enableKeyRotation"]) === "true" &&
          !["", "SYMMETRIC_DEFAULT"].includes(text(after["customerMasterKeySpec"]))
            ? `KMS does not rotate keys of the spec ${text(after["customerMasterKeySpec"])}`
            : undefined,
      },
      look: undrawn,
      name: false,
      quotas: [],
      charge: charged(
        "per key and month, and per request",
        "kms",
        every(monthly("kms.keys"), assumed("kms.requests", "keyRequests")),
      ),
    },
    "aws:kms/replicaExternalKey:ReplicaExternalKey": {
      data: true,
      survival: { zoneLoss, destroy: restored },
    },
    "aws:kms/replicaKey:ReplicaKey": { data: true, survival: { zoneLoss, destroy: restored } },
    "AWS::KMS::Key": { data: true, isRecoverable: true, survival: { zoneLoss } },
    "AWS::KMS::ReplicaKey": { data: true, survival: { zoneLoss } },
  },
};
