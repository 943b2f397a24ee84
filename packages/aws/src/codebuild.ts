import type { Service } from "./resourceType.ts";

export const codebuild: Service = {
  withoutData: ["aws:codebuild/", "AWS::CodeBuild::"],
  types: {
    "aws:codebuild/project:Project": { replacedBy: { always: ["name"] } },
  },
};
