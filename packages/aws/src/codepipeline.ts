import { pipelineCharges } from "./charges/builds.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

export const codepipeline: Service = {
  withoutData: ["AWS::CodePipeline::"],
  types: {
    "aws:codepipeline/pipeline:Pipeline": plain({
      words: "pipeline",
      computed: ({ arn, name }) => ({
        id: name,
        state: { name, arn: arn("codepipeline", name) },
      }),
      look: node(NodeKind.Automation),
      name: naming("name", 100, /^[\w.@-]+$/, "letters, digits and . @ - _"),
      charge: charged(
        "per active pipeline and month, or per action minute, depending on its type",
        "codepipeline",
        pipelineCharges,
      ),
    }),
  },
};
