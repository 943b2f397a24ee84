import type { Service } from "./resourceType.ts";

export const ssm: Service = {
  withoutData: ["aws:ssm/", "AWS::SSM::"],
  types: {
    "aws:ssm/association:Association": { replacedBy: { always: ["instanceId", "name"] } },
    "aws:ssm/document:Document": {
      replacedBy: { always: ["name"] },
      computedOnUpdate: [
        { output: "defaultVersion", when: ["content"] },
        { output: "documentVersion", when: ["content"] },
        { output: "hash", when: ["content"] },
        { output: "latestVersion", when: ["content"] },
        { output: "parameters", when: ["content"] },
      ],
    },
    // Its value is the program's, which can write it again.
    "aws:ssm/parameter:Parameter": {
      replacedBy: { always: ["dataType", "name"], sometimes: ["tier"] },
      computedOnUpdate: [{ output: "version", when: ["insecureValue", "value"] }],
    },
  },
};
