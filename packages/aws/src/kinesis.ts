import type { Service } from "./resourceType.ts";

export const kinesis: Service = {
  withoutData: ["aws:kinesis/", "AWS::Kinesis::"],
  types: {
    "aws:kinesis/stream:Stream": { replacedBy: { always: ["name"] }, data: true },
    "aws:kinesis/videoStream:VideoStream": { data: true },
    "AWS::Kinesis::Stream": { data: true },
  },
};
