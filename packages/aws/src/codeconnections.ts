import { plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

export const codeconnections: Service = {
  withoutData: ["AWS::CodeConnections::", "AWS::CodeStarConnections::"],
  types: {
    "aws:codeconnections/connection:Connection": plain({
      words: "source connection",
      computed: ({ arn, hex, name }) => {
        const id = arn("codeconnections", `connection/${hex(32)}`);
        return { id, state: { name, arn: id, connectionStatus: "PENDING" } };
      },
      computedOnUpdate: [],
      replacedBy: { always: ["hostArn", "name", "providerType"] },
      look: node(NodeKind.Automation),
      name: naming("name", 32),
    }),
  },
};
