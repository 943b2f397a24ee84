import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc from "fast-check";
import { check } from "./check.ts";
import { permissionRules } from "./rules/permissions.ts";
import { madeUp, type Inputs } from "./testing/resources.ts";

// A program of another team names its account, and no setting does: what the plan records is in an account that replaces it.

const numRuns = 500;
const standIn = "123456789012";
const real = "999988887777";

const found = (resources: readonly Resource[], standInAccount?: string): string[] =>
  check(
    resources,
    {},
    {
      rules: permissionRules.filter(({ id }) => id === "iam-missing"),
      ...(standInAccount !== undefined && { standInAccount }),
    },
  ).map(({ message }) => message);

const logs = ["logs:CreateLogStream", "logs:PutLogEvents"];
const group = (account: string) => `arn:aws:logs:eu-central-1:${account}:log-group:/app`;

interface Written {
  account: string;
  actions: unknown;
  trust: Inputs;
  denial: Inputs[];
  stream: string;
}

const written: fc.Arbitrary<Written> = fc.record({
  account: fc.constantFrom(real, "111122223333"),
  actions: fc.constantFrom<unknown[]>(logs, ["logs:*"], ["logs:Create*", "logs:Put*"]),
  trust: fc.constantFrom<Inputs[]>(
    {},
    { StringEquals: { "aws:SourceAccount": "{account}" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:{account}:*" } },
  ),
  denial: fc.constantFrom<Inputs[][]>(
    [],
    [{ Effect: "Deny", Action: "logs:*", NotResource: "arn:aws:logs:*:{account}:*" }],
    [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { StringNotEquals: { "aws:PrincipalAccount": "{account}" } },
      },
    ],
  ),
  stream: fc.constantFrom("*", "log-stream:*"),
});

function stack({ account, actions, trust, denial, stream }: Written): Resource[] {
  const filled = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll("{account}", account));
  const arn = `arn:aws:iam::${standIn}:role/exec`;
  const ofTasks = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
  };
  const allowed = { Effect: "Allow", Action: actions, Resource: `${group(account)}:${stream}` };
  const log = { "awslogs-group": "/app", "awslogs-region": "eu-central-1" };
  return [
    madeUp(
      aws.role,
      "exec",
      { assumeRolePolicy: { Statement: [{ ...ofTasks, Condition: filled(trust) }] } },
      { state: { name: "exec", arn } },
    ),
    madeUp(aws.rolePolicy, "own", { role: "exec", policy: filled({ Statement: [allowed, ...denial] }) }),
    madeUp(aws.logGroup, "/app", {}, { state: { name: "/app", arn: group(standIn) } }),
    madeUp(aws.taskDefinition, "app", {
      executionRoleArn: arn,
      containerDefinitions: [
        { name: "app", image: "app:1", logConfiguration: { logDriver: "awslogs", options: log } },
      ],
    }),
  ];
}

it(`does not take an account that it does not know for another one, in ${numRuns} programs`, () => {
  fc.assert(
    fc.property(written, (one) => {
      expect(found(stack(one), standIn)).toEqual([]);
      // A deployment knows it.
      expect(found(stack(one))).not.toEqual([]);
      expect(found(stack({ ...one, account: standIn }))).toEqual([]);
    }),
    { numRuns },
  );
});

it(`still finds what is allowed in no account, in ${numRuns} programs`, () => {
  const spoiled = fc.constantFrom<Partial<Written>>(
    { actions: ["logs:CreateLogStream"] },
    { actions: "s3:*" },
    { denial: [{ Effect: "Deny", Action: "logs:Put*", Resource: "*" }] },
    { denial: [{ Effect: "Deny", Action: "logs:*", Resource: "arn:aws:logs:*:*:*" }] },
  );
  fc.assert(
    fc.property(written, spoiled, (one, flaw) => {
      expect(found(stack({ ...one, ...flaw }), standIn)).not.toEqual([]);
    }),
    { numRuns },
  );
});
