import { buildCharges } from "./charges/builds.ts";
import { byArn } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { letters, naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

export const codebuild: Service = {
  withoutData: ["AWS::CodeBuild::"],
  types: {
    "aws:codebuild/project:Project": plain({
      measuredBy: { "AWS/CodeBuild": { ProjectName: "name" } },
      words: "build",
      computed: byArn(({ arn, name }) => arn("codebuild", `project/${name}`)),
      look: node(NodeKind.Automation),
      name: naming(
        "name",
        150,
        /^[A-Za-z0-9][\w-]+$/,
        `${letters.underscored[1]}, starting with a letter or digit`,
      ),
      charge: charged("per build minute", "codebuild", buildCharges),
    }),
  },
};
