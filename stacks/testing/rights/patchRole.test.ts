import { Decision, decide, parsePolicy, type Context, type Policy } from "@ballast/analysis";
import { Ec2Capacity } from "@ballast/ecs";
import { record } from "@ballast/testing";
import { securityGroupIds, site, subnetIds } from "../effects/cases/common.ts";

// What the state machine that replaces hosts must not do: snapshots and volumes of others are behind these conditions.

const group = "general-group-0123456";
const tag = "ballast:before-patch-of";
const arn = (resource: string, account = "") => `arn:aws:ec2:eu-central-1:${account}:${resource}`;
const snapshot = arn("snapshot/snap-0");
const instance = arn("instance/i-0", "123456789012");
const volume = arn("volume/vol-0", "123456789012");

let policy: Policy;
let own: string;
beforeAll(async () => {
  const recording = await record(
    () =>
      new Ec2Capacity("general", {
        site,
        clusterName: "main",
        subnetIds,
        securityGroupIds,
        instanceTypes: ["m5.large"],
        maximumSize: 1,
        parts: { data: { volumes: { "data-0": {} } } },
      }),
  );
  own = String(recording.the("aws:autoscaling/group:Group").state["name"]);
  const found = recording.resources
    .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
    .map(({ inputs }) => String(inputs["policy"]))
    .find((text) => text.includes("StartInstanceRefresh"));
  if (found === undefined) throw new Error("There is no policy of the state machine");
  policy = parsePolicy(found);
});

/** What it asks for and must get, and the same request with one thing of somebody else. */
const requests: [string, action: string, resource: string, good: () => Context, bad: () => Context][] = [
  ["a snapshot without its tag", "ec2:DeleteSnapshot", snapshot, tagged, () => ({})],
  [
    "a snapshot of another group",
    "ec2:DeleteSnapshot",
    snapshot,
    tagged,
    () => ({ [`aws:ResourceTag/${tag}`]: group }),
  ],
  [
    "a snapshot that is not being created",
    "ec2:CreateTags",
    snapshot,
    () => ({ ...asked(), "ec2:CreateAction": "CreateSnapshots" }),
    asked,
  ],
  [
    "another tag on a new snapshot",
    "ec2:CreateTags",
    snapshot,
    () => ({ ...asked(), "ec2:CreateAction": "CreateSnapshots" }),
    () => ({ [`aws:RequestTag/${tag}`]: group, "ec2:CreateAction": "CreateSnapshots" }),
  ],
  ["a new snapshot without a tag", "ec2:CreateSnapshots", snapshot, asked, () => ({})],
  [
    "an instance of another group",
    "ec2:CreateSnapshots",
    instance,
    () => ({ "aws:ResourceTag/aws:autoscaling:groupName": own }),
    () => ({ "aws:ResourceTag/aws:autoscaling:groupName": group }),
  ],
  [
    "another volume",
    "ec2:CreateSnapshots",
    volume,
    () => ({ "aws:ResourceTag/Name": "data-0" }),
    () => ({ "aws:ResourceTag/Name": "data-1" }),
  ],
];

function tagged(): Context {
  return { [`aws:ResourceTag/${tag}`]: own };
}
function asked(): Context {
  return { [`aws:RequestTag/${tag}`]: own };
}
const may = (from: Policy, action: string, resource: string, context: Context): boolean =>
  decide([from], { action, resource, context }) === Decision.Allowed;

it.each(requests)("denies the role that patches hosts %s (F.0.32)", (_, action, resource, good, bad) => {
  expect(may(policy, action, resource, good())).toBe(true);
  expect(may(policy, action, resource, bad())).toBe(false);
});

it("fails of a role without one of its conditions", () => {
  const survivors: string[] = [];
  for (const [index, { conditions, actions }] of policy.statements.entries())
    for (const [operator, keys] of Object.entries(conditions))
      for (const key of Object.keys(keys)) {
        if (!JSON.stringify(actions).includes("ec2:")) continue;
        const { [key]: _without, ...others } = keys;
        const statements = policy.statements.map((statement, at) =>
          at === index ? { ...statement, conditions: { ...conditions, [operator]: others } } : statement,
        );
        const isFound = requests.some(([, action, resource, , bad]) =>
          may({ ...policy, statements }, action, resource, bad()),
        );
        if (!isFound) survivors.push(`${JSON.stringify(actions)} without ${key}`);
      }
  expect(survivors).toEqual([]);
});
