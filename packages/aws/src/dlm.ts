import { nameless } from "./entries.ts";
import { undrawn } from "./look.ts";
import type { Service } from "./resourceType.ts";

export const dlm: Service = {
  withoutData: ["AWS::DLM::"],
  types: {
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": nameless({
      computed: ({ arn, hex }) => {
        const id = `policy-${hex(17)}`;
        return { id, state: { arn: arn("dlm", `policy/${id}`) } };
      },
      look: undrawn,
    }),
  },
};
