import { differenceOf } from "./differenceOf.ts";
import { unknownValue } from "@ballast/model";
import { plan, resource, urn } from "../testing.ts";

const types = {
  role: "aws:iam/role:Role",
  logs: "aws:cloudwatch/logGroup:LogGroup",
  policy: "aws:iam/rolePolicy:RolePolicy",
  service: "aws:ecs/service:Service",
  task: "aws:ecs/taskDefinition:TaskDefinition",
};
const arn = { role: "arn:aws:iam::1:role/a1b2c3d", task: "arn:aws:ecs:r:1:task-definition/site:1" };

interface Changes {
  path?: string;
  cpu?: string;
  ignoreChanges?: string[];
  role?: object;
  policy?: string;
  service?: object;
}

/** A service, the task definition that it names, and the role that this one names. */
function stack({ path = "/", cpu = "256", ignoreChanges = ["taskDefinition"], ...more }: Changes = {}) {
  const task = { cpu, family: "site", executionRoleArn: arn.role };
  const all = [
    resource(types.role, "site", { path }, { identifiers: { [arn.role]: "arn" }, ...more.role }),
    resource(types.policy, "site", { role: "x", policy: more.policy ?? "a" }),
    resource(
      types.task,
      "site-task",
      { ...task, executionRoleArn: unknownValue },
      {
        unknown: ["executionRoleArn"],
        identifiers: { [arn.task]: "arn" },
        propertyDependencies: { executionRoleArn: [urn(types.role, "site"), urn(types.policy, "site")] },
      },
    ),
    resource(
      types.service,
      "site",
      { taskDefinition: arn.task, ...more.service },
      {
        ignoreChanges,
        propertyDependencies: { taskDefinition: [urn(types.task, "site-task"), urn(types.policy, "site")] },
      },
    ),
  ];
  return plan(all, { "site-task": task });
}

const unreached = (before: Changes, after: Changes) => differenceOf(stack(before), stack(after)).unreached;

describe("a service whose task definition somebody else renews", () => {
  it("hears nothing of changes of the program's own one", () => {
    expect(unreached({}, { cpu: "512" })).toEqual([
      {
        urn: urn(types.service, "site"),
        path: "taskDefinition",
        source: urn(types.task, "site-task"),
        changes: ["cpu"],
        deleted: [],
      },
    ]);
  });

  it("names roles that a replacement deletes (F.0.27)", () => {
    expect(unreached({}, { path: "/ballast/dev/" })).toMatchObject([
      { changes: ["executionRoleArn"], deleted: [urn(types.role, "site")] },
    ]);
  });

  it("names no role that AWS keeps", () => {
    const kept = { role: { retainOnDelete: true } };
    expect(unreached(kept, { ...kept, path: "/ballast/dev/" })).toMatchObject([{ deleted: [] }]);
    // What the new side says comes too late for the old one.
    expect(unreached({}, { ...kept, path: "/ballast/dev/" })).toMatchObject([
      { deleted: [urn(types.role, "site")] },
    ]);
  });

  it("names what is removed", () => {
    const before = stack();
    const after = stack({ cpu: "512" });
    const without = { ...after, resources: after.resources.filter(({ type }) => type !== types.role) };
    expect(differenceOf(before, without).unreached).toMatchObject([{ deleted: [urn(types.role, "site")] }]);
  });

  it("has what its own role may do from the next moment", () => {
    expect(unreached({}, { policy: "b" })).toEqual([]);
  });

  it("has nothing to say where nothing differs, where the program owns it, or where it is made anew", () => {
    expect(unreached({}, {})).toEqual([]);
    expect(unreached({ ignoreChanges: [] }, { cpu: "512", ignoreChanges: [] })).toEqual([]);
    expect(unreached({ service: { cluster: "a" } }, { cpu: "512", service: { cluster: "b" } })).toEqual([]);
  });
});
