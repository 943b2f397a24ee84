import { node, NodeKind } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";

export const codepipeline: Service = {
  withoutData: ["aws:codepipeline/", "AWS::CodePipeline::"],
  types: {
    "aws:codepipeline/pipeline:Pipeline": {
      words: "pipeline",
      computed: ({ arn, name }) => ({
        id: name,
        state: { name, arn: arn("codepipeline", name) },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["name"] },
      data: false,
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 100 },
      quotas: [],
      charge: {
        by: "the active pipeline and month, or the minute of an action, by its type",
        prices: pricing("codepipeline"),
      },
    },
  },
};
