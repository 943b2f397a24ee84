import {
  actionFacts,
  actionsLike,
  anInstance,
  Decision,
  decide,
  escalationsOf,
  managedPolicyStatements,
  parsePolicy,
  type Policy,
  type PolicyStatement,
} from "@ballast/analysis";
import { text, words } from "@ballast/model";
import { deployments, type Deployed } from "./deployments.ts";
import { administrators, arn, attacks, legitimate, own, type Call } from "./attacks.ts";
import { deliveryRoles, type DeliveryRoles } from "./roles.ts";

// What the boundary of stacks' roles promises: a role within it, whatever its policies say, gets at no more than they do.

const everything: PolicyStatement = {
  effect: "Allow",
  actions: { not: false, values: ["*"] },
  resources: { not: false, values: ["*"] },
  principals: undefined,
  conditions: {},
};
let delivery: DeliveryRoles;
let deployed: Deployed[];
beforeAll(async () => {
  jest.spyOn(console, "warn").mockImplementation(() => undefined);
  delivery = await deliveryRoles();
  deployed = await deployments(delivery, false);
}, 600_000);

const may = (call: Call, boundary: Policy): boolean =>
  decide([{ statements: [everything] }], call, boundary) === Decision.Allowed;
const shown = ({ action, resource }: Call): string => `${action} ${resource}`;

it("leaves a role that may do everything no way of the published ones to more", () => {
  const identity = { kind: "role" as const, isKnown: true, policies: [] };
  const around = {
    identities: [
      { ...identity, name: "ballast/prod/web", arns: [own], isOwn: true, isStrong: false },
      ...administrators.map((one) => ({
        ...identity,
        name: one.slice(one.indexOf("role/") + 5),
        arns: [one],
        isOwn: false,
        isStrong: true,
      })),
    ],
    runners: words("lambda codebuild ecs").map((service) => ({ arn: arn(service, runnerOf(service)) })),
  };
  const ways = (limits: readonly PolicyStatement[] | undefined) =>
    escalationsOf({ statements: [everything], limits }, around);
  expect(ways(undefined).length).toBeGreaterThan(60);
  expect(ways(delivery.boundary.statements)).toEqual([]);
});

function runnerOf(service: string): string {
  return { lambda: "function:theirs", codebuild: "project/theirs", ecs: "task/theirs/0" }[service] ?? "";
}

it("denies each attack, and none of what agents and services do within the path", () => {
  expect(attacks.filter(({ action }) => actionsLike(action).length === 0).map(shown)).toEqual([]);
  expect(attacks.filter((attack) => may(attack, delivery.boundary)).map(shown)).toEqual([]);
  expect(attacks.filter((attack) => !may(attack, { statements: [everything] }))).toEqual([]);
  expect(legitimate.filter((call) => !may(call, delivery.boundary)).map(shown)).toEqual([]);
});

it("denies nothing without a reason: without any of its entries, an attack is possible", () => {
  const entries = delivery.boundary.statements.flatMap(({ effect, actions }, at) =>
    effect === "Allow" ? [] : actions.values.map((action) => ({ action, at })),
  );
  const needless = entries.filter(({ action, at }) => {
    const statements = delivery.boundary.statements.map((one, index) => {
      const { effect, actions, resources, principals, conditions } = one;
      const values = actions.values.filter((other) => other !== action);
      return index === at
        ? { effect, actions: { not: false, values }, resources, principals, conditions }
        : one;
    });
    return !attacks.some((attack) => may(attack, { statements }));
  });
  process.stdout.write(
    `boundary: ${attacks.length} attacks; ${entries.length} entries taken out in turn, ${entries.length - needless.length} let one through\n`,
  );
  expect(needless.map(({ action }) => action)).toEqual([]);
});

it("cuts nothing that a stack's or a component's role is allowed", () => {
  const cut: string[] = [];
  let checked = 0;
  for (const { type, inputs, where, name } of deployed) {
    if (type !== "aws:iam/rolePolicy:RolePolicy") continue;
    const policy = parsePolicy(text(inputs["policy"]));
    for (const { effect, actions, resources } of policy.statements) {
      if (effect === "Deny" || actions.not || resources.not) continue;
      for (const action of actions.values.flatMap(named))
        for (const pattern of resources.values) {
          checked += 1;
          const call = { action, resource: underPath(anInstance(pattern)) };
          if (!may(call, delivery.boundary)) cut.push(`${where}, ${name}: ${shown(call)}`);
        }
    }
  }
  process.stdout.write(
    `boundary: ${checked} actions on resources of stacks' roles, ${cut.length} of them cut\n`,
  );
  expect(cut).toEqual([]);
  expect(checked).toBeGreaterThan(500);
});

/** A role that arguments name lies under the path as well (packages/delivery/README.md). */
const underPath = (resource: string): string => resource.replace(/:role\/(?=[^/]+$)/, ":role/ballast/prod/");

/** What a pattern of actions may name: of the attacks, those that it fits, and any other. */
function named(pattern: string): string[] {
  if (!pattern.includes("*")) return [pattern];
  const form = new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i");
  return [
    pattern.replaceAll("*", "Any"),
    ...attacks.map(({ action }) => action).filter((one) => form.test(one)),
  ];
}

/** What AWS Backup needs for Amazon EKS, and for Windows on EC2 instances, of which it is to make consistent backups: no store of a stack is one. */
const forOtherStores = [
  "eks:AssociateAccessPolicy",
  "eks:CreateAccessEntry",
  "iam:PassRole",
  "ssm:SendCommand",
].map((action) => `${action} by service-role/AWSBackupServiceRolePolicyForBackup`);

it("cuts nothing that a policy of AWS's allows which a role has", () => {
  const attached = new Set(
    deployed
      .filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .map(({ inputs }) => text(inputs["policyArn"]).replace(/^.*?:policy\//, "")),
  );
  const allowed = [...attached].flatMap((name) =>
    (managedPolicyStatements(name) ?? [])
      .flatMap(({ actions }) => actions.values)
      .map((action) => `${action} by ${name}`),
  );
  expect([...attached].filter((name) => managedPolicyStatements(name) === undefined)).toEqual([]);
  expect(allowed.length).toBeGreaterThan(60);
  expect(
    allowed.filter((one) => !may({ action: words(one)[0] ?? one, resource: "*" }, delivery.boundary)).sort(),
  ).toEqual(forOtherStores);
});

it("denies every action of IAM's that changes something, but for handing on a role of the path", () => {
  const writing = actionsLike("iam:*").filter(
    (action) => !["Read", "List"].includes(actionFacts(action)?.access ?? "unknown"),
  );
  expect(writing.length).toBeGreaterThan(100);
  expect(writing.filter((action) => may({ action, resource: own }, delivery.boundary))).toEqual([
    "iam:PassRole",
  ]);
});
