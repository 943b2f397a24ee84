import type { Service } from "./resourceType.ts";

export const codecommit: Service = {
  withoutData: ["aws:codecommit/", "AWS::CodeCommit::"],
  types: {
    "aws:codecommit/repository:Repository": { replacedBy: { always: [] }, data: true },
    "AWS::CodeCommit::Repository": { data: true },
  },
};
