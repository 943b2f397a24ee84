import {
  Decision,
  decide,
  parsePolicy,
  type Context,
  type Policy,
  type PolicyStatement,
} from "@ballast/analysis";
import { Planner } from "@ballast/plan/planner";
import { stackNames } from "../../scenarios.ts";
import { openThisProject } from "../scenarioTests.ts";
import { components, policiesOf } from "./policies.ts";

// A right that is bound to a tag is worth what the right to write that tag is not.

/** By service: what writes and removes tags (service authorization reference, 2026-11). */
const tagging: Record<string, string[]> = {
  ec2: ["CreateTags", "DeleteTags"],
  elasticfilesystem: ["CreateTags", "DeleteTags", "TagResource", "UntagResource"],
  ecs: ["TagResource", "UntagResource"],
  autoscaling: ["CreateOrUpdateTags", "DeleteTags"],
};
const anyOther = ["TagResource", "UntagResource", "AddTagsToResource", "RemoveTagsFromResource"];

interface Bond {
  statement: PolicyStatement;
  key: string;
  values: string[];
}

/** The statements that a tag of the resource decides about. */
function bonds(policy: Policy): Bond[] {
  return policy.statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) =>
      Object.entries(statement.conditions)
        .filter(([operator]) => /Equals|Like/.test(operator) && !operator.includes("Not"))
        .flatMap(([, keys]) =>
          Object.entries(keys).flatMap(([name, values]) => {
            const key = /^[a-z0-9-]+:ResourceTag\/(?<key>.+)$/i.exec(name)?.groups?.["key"];
            return key === undefined ? [] : [{ statement, key, values }];
          }),
        ),
    );
}

/** Names of a resource, as a tag on it and in a request. */
function context(service: string, tags: Record<string, string>, request: Record<string, string>): Context {
  return {
    ...Object.fromEntries(
      Object.entries(tags).flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`${service}:ResourceTag/${key}`, value],
      ]),
    ),
    ...Object.fromEntries(Object.entries(request).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    "aws:TagKeys": Object.keys(request),
  };
}

/** What the holder of these policies could do to get at a resource that its rights are not meant for. */
function waysIn(policy: Policy): string[] {
  return bonds(policy).flatMap(({ statement, key, values }) =>
    statement.resources.values.flatMap((pattern) => {
      const resource = pattern.replaceAll("*", "other-0");
      const service = resource.split(":")[2] ?? "";
      const wanted = values[0]?.replaceAll("*", "x") ?? "";
      return (tagging[service] ?? anyOther)
        .map((action) => ({
          action: `${service}:${action}`,
          resource,
          context: context(service, { [key]: "somebody-else" }, { [key]: wanted }),
        }))
        .filter((request) => decide([policy], request) !== Decision.NotAllowed)
        .map(({ action }) => `${action} makes ${key} of ${pattern} ${wanted}`);
    }),
  );
}

beforeAll(() => jest.spyOn(console, "warn").mockImplementation(() => undefined));

it.each(components)(
  "%s, %s, binds no right to a tag that its holder can write",
  async (_name, mode, subject) => {
    for (const policy of await policiesOf(subject, mode)) expect(waysIn(policy)).toEqual([]);
  },
);

it("no role of a stack can write the tag that its rights are bound to", async () => {
  const planner = new Planner(await openThisProject(), "2026-11-21");
  let bound = 0;
  for (const name of stackNames()) {
    const { resolved } = await planner.plan(name);
    const byRole: Record<string, Policy[]> = {};
    for (const { type, inputs } of resolved) {
      if (type !== "aws:iam/rolePolicy:RolePolicy") continue;
      (byRole[String(inputs["role"])] ??= []).push(parsePolicy(inputs["policy"] as string));
    }
    for (const policies of Object.values(byRole)) {
      const all = { statements: policies.flatMap(({ statements }) => statements) };
      bound += bonds(all).length;
      expect([name, waysIn(all)]).toEqual([name, []]);
    }
  }
  expect(bound).toBeGreaterThan(0);
});

it("finds a right that its holder can give himself", () => {
  const resource = "arn:aws:ec2:eu-central-1:123456789012:volume/*";
  const policy = parsePolicy(
    JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Action: "ec2:DeleteVolume",
          Resource: resource,
          Condition: { StringEquals: { "ec2:ResourceTag/Name": "own" } },
        },
        { Effect: "Allow", Action: "ec2:CreateTags", Resource: resource },
      ],
    }),
  );
  expect(waysIn(policy)).toEqual([`ec2:CreateTags makes Name of ${resource} own`]);
});
