import { named, uuid } from "./computed.ts";
import { node, NodeKind, undrawn } from "./look.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, yes } from "./survival.ts";

export const ssm: Service = {
  withoutData: ["aws:ssm/", "AWS::SSM::"],
  unknown: unused,
  types: {
    "aws:ssm/association:Association": {
      computed: ({ arn, hex }) => ({
        id: uuid(hex),
        state: { associationId: uuid(hex), arn: arn("ssm", `association/${uuid(hex)}`) },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["instanceId", "name"] },
      data: false,
      look: undrawn,
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:ssm/document:Document": {
      computed: named(
        ({ arn, name }) => arn("ssm", `document/${name}`),
        undefined,
        ({ name }) => ({
          id: name,
          state: { defaultVersion: "1", documentVersion: "1", latestVersion: "1" },
        }),
      ),
      computedOnUpdate: [
        { output: "defaultVersion", when: ["content"] },
        { output: "documentVersion", when: ["content"] },
        { output: "hash", when: ["content"] },
        { output: "latestVersion", when: ["content"] },
        { output: "parameters", when: ["content"] },
      ],
      replacedBy: { always: ["name"] },
      data: false,
      look: undrawn,
      name: { property: "name", maximum: 128 },
      quotas: [],
      charge: false,
    },
    "aws:ssm/parameter:Parameter": {
      words: "parameter",
      computed: named(({ arn, name }) => arn("ssm", `parameter/${name.replace(/^\//, "")}`)),
      computedOnUpdate: [
        { output: "version", when: ["insecureValue", "value"] },
        { output: "insecureValue", when: ["value"] },
        { output: "value", when: ["insecureValue"] },
        { output: "hasValueWo", when: ["valueWoVersion"] },
      ],
      replacedBy: {
        always: ["dataType", "name"],
        when: {
          tier: (before, after) =>
            before["tier"] === "Advanced" && (after["tier"] ?? "Standard") === "Standard",
        },
      },
      data: true,
      writtenBy: ["value", "insecureValue", "valueWo"],
      survival: {
        zoneLoss: always(yes("Parameter Store is a service of the region, over its zones")),
        destroy: () => gone,
      },
      look: node(NodeKind.Secret),
      name: { property: "name", maximum: 1011 },
      quotas: [],
      charge: false,
    },
  },
};
