import { type Service, unused } from "./resourceType.ts";

export const kinesis: Service = {
  withoutData: ["aws:kinesis/", "AWS::Kinesis::"],
  unknown: unused,
  types: {
    "aws:kinesis/stream:Stream": { computedOnUpdate: [], replacedBy: { always: ["name"] }, data: true },
    "aws:kinesis/videoStream:VideoStream": {
      replacedBy: { always: ["dataRetentionInHours", "kmsKeyId", "name"] },
      computedOnUpdate: [],
      data: true,
    },
    "AWS::Kinesis::Stream": {
      data: true,
    },
  },
};
