import { named, type Tools } from "./computed.ts";
import { node, NodeKind, undrawn, used } from "./look.ts";
import type { Service } from "./resourceType.ts";

export const iam: Service = {
  withoutData: ["aws:iam/", "AWS::IAM::"],
  types: {
    "aws:iam/group:Group": {
      replacedBy: { always: [] },
      computedOnUpdate: [{ output: "arn", when: ["name", "path"] }],
    },
    "aws:iam/groupPolicy:GroupPolicy": { replacedBy: { always: ["group", "name", "namePrefix"] } },
    "aws:iam/instanceProfile:InstanceProfile": {
      computed: named((tools) => identityArn("instance-profile", tools)),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "namePrefix", "path"] },
      data: false,
      look: used,
      name: { property: "name", maximum: 128 },
      quotas: [],
      charge: false,
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
      words: "identity provider",
      computed: ({ globalArn, input }) => {
        const id = globalArn("iam", `oidc-provider/${input("url").replace("https://", "")}`);
        return { id, state: { arn: id, thumbprintLists: [] } };
      },
      computedOnUpdate: [],
      replacedBy: { always: ["url"] },
      data: false,
      look: node(NodeKind.Outside),
      name: false,
      unique: { kind: "identityProvider", property: "url" },
      quotas: [],
      charge: false,
    },
    "aws:iam/policy:Policy": {
      computed: named(
        (tools) => identityArn("policy", tools),
        (tools) => identityArn("policy", tools),
      ),
      computedOnUpdate: [],
      replacedBy: { always: ["description", "name", "namePrefix", "path"] },
      data: false,
      look: undrawn,
      name: { property: "name", maximum: 128 },
      quotas: [],
      charge: false,
    },
    "aws:iam/role:Role": {
      words: "role",
      computed: named((tools) => identityArn("role", tools)),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "namePrefix", "path"] },
      data: false,
      look: { as: "used", kind: NodeKind.Other },
      name: { property: "name", maximum: 64 },
      quotas: [],
      charge: false,
    },
    "aws:iam/rolePolicy:RolePolicy": {
      computed: ({ input, name }) => ({ id: `${input("role")}:${name}`, state: { name } }),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "namePrefix", "role"] },
      data: false,
      look: undrawn,
      name: { property: "name", maximum: 128 },
      quotas: [],
      charge: false,
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
      computed: ({ input, hex }) => ({
        id: `${input("role")}-${hex(12)}`,
        state: {},
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      data: false,
      look: undrawn,
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:iam/userPolicy:UserPolicy": { replacedBy: { always: ["name", "namePrefix", "user"] } },
  },
};

/** IAM's resources may lie under a path: `role/ballast/web`. */
function identityArn(kind: string, { globalArn, input, name }: Tools): string {
  return globalArn("iam", `${kind}${input("path") || "/"}${name}`);
}
