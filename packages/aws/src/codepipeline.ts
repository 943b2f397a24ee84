import type { Service } from "./resourceType.ts";

export const codepipeline: Service = {
  withoutData: ["aws:codepipeline/", "AWS::CodePipeline::"],
  types: {
    "aws:codepipeline/pipeline:Pipeline": { replacedBy: { always: ["name"] } },
  },
};
