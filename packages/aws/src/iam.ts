import { text } from "@ballast/model";
import { byArn, named, type Tools } from "./computed.ts";
import { nameless, plain } from "./entries.ts";
import { node, NodeKind, undrawn, used } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

const identity = [/^[\w+=,.@-]+$/, "letters, digits and _ + = , . @ -"] as const;

export const roleName = naming("name", 64, ...identity);

export const iam: Service = {
  withoutData: ["AWS::IAM::"],
  types: {
    "aws:iam/groupPolicy:GroupPolicy": { replacedBy: { always: ["group", "name", "namePrefix"] } },
    "aws:iam/instanceProfile:InstanceProfile": plain({
      computed: named((tools) => identityArn("instance-profile", tools)),
      look: used,
      name: naming("name", 128, ...identity),
    }),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": nameless({
      words: "identity provider",
      computed: ({ globalArn, input }) => {
        const id = globalArn("iam", `oidc-provider/${input("url").replace("https://", "")}`);
        return { id, state: { arn: id, thumbprintLists: [] } };
      },
      look: node(NodeKind.Outside),
      // `SuppressEquivalent…` of internal/service/iam/openid_connect_provider.go: the scheme is left out.
      same: { url: (was, is) => schemeless(was) === schemeless(is) },
      unique: { kind: "identityProvider", property: "url" },
    }),
    "aws:iam/policy:Policy": plain({
      computed: byArn((tools) => identityArn("policy", tools)),
      look: undrawn,
      name: naming("name", 128, ...identity),
    }),
    "aws:iam/role:Role": plain({
      words: "role",
      computed: named((tools) => identityArn("role", tools)),
      look: { as: "used", kind: NodeKind.Other },
      name: roleName,
    }),
    "aws:iam/rolePolicy:RolePolicy": plain({
      computed: ({ input, name }) => ({ id: `${input("role")}:${name}`, state: { name } }),
      look: undrawn,
      name: naming("name", 128, ...identity),
    }),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": nameless({
      computed: ({ input, hex }) => ({
        id: `${input("role")}-${hex(12)}`,
        state: {},
      }),
      replacedBy: { always: ["*"] },
      look: undrawn,
    }),
    "aws:iam/userPolicy:UserPolicy": { replacedBy: { always: ["name", "namePrefix", "user"] } },
  },
};

function schemeless(url: unknown): string {
  return text(url).replace(/^https:\/\//, "");
}

/** The ARN of an IAM resource with its path: `role/ballast/web`. */
function identityArn(kind: string, { globalArn, input, name }: Tools): string {
  return globalArn("iam", `${kind}${input("path") || "/"}${name}`);
}
