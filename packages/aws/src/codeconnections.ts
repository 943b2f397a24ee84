import type { Service } from "./resourceType.ts";

export const codeconnections: Service = {
  withoutData: ["aws:codeconnections/", "AWS::CodeConnections::", "AWS::CodeStarConnections::"],
  types: {
    "aws:codeconnections/connection:Connection": {
      replacedBy: { always: ["hostArn", "name", "providerType"] },
    },
  },
};
