import { number, text, fields } from "@ballast/model";
import type { Fields } from "./described.ts";
import { keeps } from "./discarding/discarding.ts";
import { ofTemplate } from "./refusals.ts";
import { type Refuses, type Service, unused } from "./resourceType.ts";

/** API reference, UpdateShardCount: at most twice and at least half the current number. */
const shards: Refuses = (before, after) => {
  const [was, is] = [before, after].map((inputs) =>
    isProvisioned(inputs) ? number(inputs["shardCount"]) : 0,
  );
  if (!was || !is) return undefined;
  return is > 2 * was || is < was / 2
    ? `one update at most doubles, and at least halves, the shards of a stream (${was} to ${is})`
    : undefined;
};

function isProvisioned({ streamModeDetails }: Fields): boolean {
  return text(fields(streamModeDetails)["streamMode"]) !== "ON_DEMAND";
}

const records = { of: "records older than # hours", unset: 24 };

export const kinesis: Service = {
  withoutData: ["AWS::Kinesis::"],
  unknown: unused,
  types: {
    "aws:kinesis/stream:Stream": {
      data: true,
      discards: keeps("retentionPeriod", records),
      keeps: ["streamModeDetails"],
      // API reference, CreateStream, `StreamModeDetails`.
      fillsIn: { "streamModeDetails.streamMode": "PROVISIONED" },
      refuses: { shardCount: shards },
    },
    "aws:kinesis/videoStream:VideoStream": {
      data: true,
      discards: keeps("dataRetentionInHours", { of: "video older than # hours", unset: 0 }),
    },
    "AWS::Kinesis::Stream": {
      data: true,
      discards: keeps("RetentionPeriodHours", records),
      refuses: { ShardCount: ofTemplate(shards) },
    },
  },
};
