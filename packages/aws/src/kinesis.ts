import { keeps } from "./discarding/discarding.ts";
import { type Service, unused } from "./resourceType.ts";

const records = { of: "records older than # hours", unset: 24 };

export const kinesis: Service = {
  withoutData: ["AWS::Kinesis::"],
  unknown: unused,
  types: {
    "aws:kinesis/stream:Stream": { data: true, discards: keeps("retentionPeriod", records) },
    "aws:kinesis/videoStream:VideoStream": {
      data: true,
      discards: keeps("dataRetentionInHours", { of: "video older than # hours", unset: 0 }),
    },
    "AWS::Kinesis::Stream": { data: true, discards: keeps("RetentionPeriodHours", records) },
  },
};
