import { parameterCharges } from "./charges/parameters.ts";
import { named, uuid } from "./computed.ts";
import { charged, nameless, plain } from "./entries.ts";
import { node, NodeKind, undrawn } from "./look.ts";
import { letters, naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, yes } from "./survival.ts";

export const ssm: Service = {
  withoutData: ["AWS::SSM::"],
  unknown: unused,
  types: {
    "aws:ssm/association:Association": nameless({
      computed: ({ arn, hex }) => ({
        id: uuid(hex),
        state: { associationId: uuid(hex), arn: arn("ssm", `association/${uuid(hex)}`) },
      }),
      look: undrawn,
    }),
    "aws:ssm/document:Document": plain({
      computed: named(
        ({ arn, name }) => arn("ssm", `document/${name}`),
        undefined,
        ({ name }) => ({
          id: name,
          state: { defaultVersion: "1", documentVersion: "1", latestVersion: "1" },
        }),
      ),
      look: undrawn,
      name: naming("name", 128, /^[\w.-]{3,}$/, `3 or more ${letters.dotted[1]}`),
    }),
    "aws:ssm/parameter:Parameter": {
      keyedBy: "keyId",
      words: "parameter",
      computed: named(({ arn, name }) => arn("ssm", `parameter/${name.replace(/^\//, "")}`)),
      computedOnUpdate: [{ output: "version", when: ["insecureValue", "value"] }],
      replacedBy: {
        when: {
          tier: (before, after) =>
            before["tier"] === "Advanced" && (after["tier"] ?? "Standard") === "Standard",
        },
      },
      // `DiffSuppressFunc` in internal/service/ssm/parameter.go: AWS chooses for this one.
      same: { tier: (_was, is) => is === "Intelligent-Tiering" },
      // API reference, PutParameter, `Tier` and `DataType`.
      fillsIn: { tier: "Standard", dataType: "text" },
      data: true,
      writtenBy: ["value", "insecureValue", "valueWo"],
      survival: {
        zoneLoss: always(yes("Parameter Store is a regional service that spans zones")),
        destroy: () => gone,
      },
      look: node(NodeKind.Secret),
      // API reference, PutParameter
      name: naming("name", 1011, /^[\w.\-/]+$/, "letters, digits and . - _ /"),
      quotas: [],
      charge: charged(
        "per advanced parameter and hour; standard parameters are free",
        "systems-manager",
        parameterCharges,
      ),
    },
  },
};
