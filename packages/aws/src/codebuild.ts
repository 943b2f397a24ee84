import { byArn } from "./computed.ts";
import { node, NodeKind } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";

export const codebuild: Service = {
  withoutData: ["aws:codebuild/", "AWS::CodeBuild::"],
  types: {
    "aws:codebuild/project:Project": {
      words: "build",
      computed: byArn(({ arn, name }) => arn("codebuild", `project/${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["name"] },
      data: false,
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 150 },
      quotas: [],
      charge: { by: "the minute of a build", prices: pricing("codebuild") },
    },
  },
};
