import { assumed } from "./charges/terms.ts";
import { charged } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { letters, naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, yes } from "./survival.ts";

const zoneLoss = always(yes("CodeCommit is a regional service that spans zones"));

export const codecommit: Service = {
  withoutData: ["AWS::CodeCommit::"],
  unknown: unused,
  types: {
    "aws:codecommit/repository:Repository": {
      words: "source repository",
      computed: ({ arn, hex, input, site }) => ({
        id: input("repositoryName"),
        state: {
          arn: arn("codecommit", input("repositoryName")),
          repositoryId: hex(32),
          cloneUrlHttp: `https://git-codecommit.${site.region}.amazonaws.com/v1/repos/${input("repositoryName")}`,
        },
      }),
      data: true,
      survival: {
        zoneLoss,
        destroy: () => gone,
      },
      look: node(NodeKind.Automation),
      name: naming("repositoryName", 100, ...letters.dotted),
      quotas: [],
      charge: charged(
        "per active user and month, and per GB above the free amount",
        "codecommit",
        assumed("codecommit.users", "codeCommitUsers"),
      ),
    },
    "AWS::CodeCommit::Repository": { data: true, survival: { zoneLoss } },
  },
};
