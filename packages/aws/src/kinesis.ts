import { type Service, unused } from "./resourceType.ts";

export const kinesis: Service = {
  withoutData: ["AWS::Kinesis::"],
  unknown: unused,
  types: {
    "aws:kinesis/stream:Stream": { data: true },
    "aws:kinesis/videoStream:VideoStream": { data: true },
    "AWS::Kinesis::Stream": { data: true },
  },
};
