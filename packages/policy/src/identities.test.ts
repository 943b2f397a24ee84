import { Decision, decide, parsePolicy } from "@ballast/analysis";
import type { Resource } from "@ballast/model";
import fc, { type Arbitrary } from "fast-check";
import { check, rules } from "./index.ts";
import {
  alwaysTrue,
  binding,
  carriers,
  given,
  inAnyCase,
  numRuns,
  oneOrMany,
  type Condition,
  policyOf,
  type Statement,
} from "./testing/spellings.ts";

// Generated policies of every spelling: what they mean is known by how they are made, and IAM's decisions on concrete requests confirm it.

const findings = (id: string, resources: readonly Resource[]): string[] =>
  check(resources, {}, { rules: rules.filter((rule) => rule.id === id) }).map(({ message }) => message);

function itTells(
  id: string,
  violations: Arbitrary<Statement[]>,
  neighbours: Arbitrary<Statement[]>,
  confirm: (policy: string) => boolean = () => true,
): void {
  const text = (policy: unknown): string => (typeof policy === "string" ? policy : JSON.stringify(policy));
  const carried = fc.constantFrom(...carriers);

  it(`${id} finds ${numRuns} equivalent violations`, () =>
    fc.assert(
      fc.property(policyOf(violations), carried, (policy, carrier) => {
        expect(confirm(text(policy))).toBe(true);
        expect(findings(id, carrier(policy))).not.toEqual([]);
      }),
      { numRuns },
    ));

  it(`${id} finds nothing in ${numRuns} harmless neighbours`, () =>
    fc.assert(
      fc.property(policyOf(neighbours), carried, (policy, carrier) => {
        expect(findings(id, carrier(policy))).toEqual([]);
      }),
      { numRuns },
    ));
}

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const starting = (some: string[]) => some.map((letter) => `${letter}*`);
const everyAction = fc.oneof<Arbitrary<Statement[]>[]>(
  oneOrMany(fc.constantFrom("*", "**", "*:*", "?*:*", "*?", "**:**", "*:?*"), "s3:GetObject").map(
    (Action) => [{ Effect: "Allow", Action }],
  ),
  oneOrMany(fc.constantFrom("s3:DeleteBucketWebsite", "none:Such", "nobody:*"), "none:Other").map(
    (NotAction) => [{ Effect: "Allow", NotAction }],
  ),
  fc.constant([{ Effect: "Allow", Action: starting(letters) }]),
  fc.integer({ min: 1, max: 25 }).map((half) => [
    { Effect: "Allow", Action: starting(letters.slice(0, half)) },
    { Effect: "Allow", Action: starting(letters.slice(half)).map((one) => one.toUpperCase()) },
  ]),
);
const everyResource = fc.oneof(
  oneOrMany(
    fc.constantFrom("*", "**", "arn:*", "arn:aws:*", "arn:*:*:*:*:*", "arn:aws:*:*:*:*", "?*"),
    "arn:aws:s3:::a",
  ).map((Resource) => ({ Resource })),
  oneOrMany(fc.constant("arn:aws:s3:::not-this-one")).map((NotResource) => ({ NotResource })),
  fc.constant({ Resource: ["arn:aws:*:*:*:*", "arn:aws:iam::*"] }),
);
const oneResource = fc.constantFrom(
  "arn:aws:s3:::reports/*",
  "arn:aws:iam::123456789012:role/web",
  "arn:aws:sqs:*:*:jobs",
);

/** As ordinary requests carry it: by TLS, from the internet, today, without a second factor. */
const context = {
  "aws:SecureTransport": "true",
  "aws:UserAgent": "aws-cli/2",
  "aws:x": "anything",
  "aws:SourceIp": "54.239.17.6",
  "aws:CurrentTime": new Date().toISOString(),
  "aws:PrincipalArn": "arn:aws:iam::123456789012:role/web",
  "aws:PrincipalType": "AssumedRole",
  "aws:RequestedRegion": "eu-central-1",
  "s3:max-keys": "100",
  "aws:MultiFactorAuthAgeOfNobody": "5",
};
const isAllowed = (policy: string, action: string, resource: string, more = {}) =>
  decide([parsePolicy(policy)], { action, resource, context: { ...context, ...more } }) === Decision.Allowed;

describe("administrators (F.0.23)", () => {
  const requests: [string, string][] = [
    ["iam:CreateUser", "arn:aws:iam::123456789012:user/them"],
    ["iam:PutRolePolicy", "arn:aws:iam::123456789012:role/web"],
    ["s3:GetObject", "arn:aws:s3:::payroll/2026"],
    ["kms:Decrypt", "arn:aws:kms:eu-central-1:123456789012:key/0"],
    ["ec2:RunInstances", "arn:aws:ec2:eu-west-1:123456789012:instance/*"],
    ["xray:GetTraceSummaries", "arn:aws:xray:eu-west-1:123456789012:group/g"],
  ];
  const violations = fc
    .tuple(everyAction, everyResource, alwaysTrue)
    .map(([statements, resource, condition]) =>
      statements.map((one) => given({ ...one, ...resource }, condition)),
    );
  const neighbours = fc.oneof(
    fc.tuple(everyAction, oneResource).map(([all, Resource]) => all.map((one) => ({ ...one, Resource }))),
    fc
      .tuple(everyAction, everyResource, binding)
      .map(([all, resource, condition]) => all.map((one) => given({ ...one, ...resource }, condition))),
    fc
      .tuple(everyAction, everyResource)
      .map(([all, resource]) => [
        ...all.map((one) => ({ ...one, ...resource })),
        { Effect: "Deny", Action: "iam:*", Resource: "*" },
      ]),
    fc
      .tuple(everyAction, everyResource)
      .map(([all, resource]) => all.map((one) => ({ ...one, ...resource, Effect: "Deny" }))),
    fc
      .tuple(inAnyCase("iam:*"), everyResource)
      .map(([NotAction, resource]) => [{ Effect: "Allow", NotAction, ...resource }]),
    fc
      .tuple(fc.shuffledSubarray(letters, { maxLength: 20 }), everyResource)
      .map(([some, resource]) => [
        { Effect: "Allow", Action: starting(some.filter((letter) => letter !== "i")), ...resource },
      ]),
    fc
      .tuple(fc.constantFrom("s3:*", "ec2:*", "*:Get*", "*:List*"), everyResource)
      .map(([Action, resource]) => [{ Effect: "Allow", Action, ...resource }]),
  );
  itTells("iam-administrator", violations, neighbours, (policy) =>
    requests.every(([action, resource]) => isAllowed(policy, action, resource)),
  );
});

describe("whole services", () => {
  const service = fc.constantFrom("s3", "ecs", "dynamodb", "kms", "some-new");
  const whole = service.chain((name) =>
    fc.oneof(
      oneOrMany(
        fc.constantFrom(`${name}:*`, `${name}:**`, `${name}:?*`, `${name}*`, `${name}:*?*`).chain(inAnyCase),
        "logs:PutLogEvents",
      ).map((Action) => [{ Effect: "Allow", Action }]),
      fc.integer({ min: 1, max: 25 }).map((half) => [
        { Effect: "Allow", Action: letters.slice(0, half).map((letter) => `${name}:${letter}*`) },
        { Effect: "Allow", Action: letters.slice(half).map((letter) => `${name}:${letter}*`) },
      ]),
      oneOrMany(fc.constantFrom("iam:*", "i*", "IAM:**"), "organizations:*").map((NotAction) => [
        { Effect: "Allow", NotAction },
      ]),
    ),
  );
  const resource = fc.oneof(
    fc.constant({ Resource: "*" }),
    oneResource.map((Resource) => ({ Resource })),
  );
  const named = fc
    .shuffledSubarray(
      ["s3:GetObject", "S3:putobject", "s3:Get*", "ecs:Describe*", "kms:GenerateDataKey*", "dynamodb:?et*"],
      { minLength: 1 },
    )
    .map((Action): Statement[] => [{ Effect: "Allow", Action }]);
  itTells(
    "iam-wildcards",
    fc
      .tuple(whole, resource, alwaysTrue)
      .map(([all, on, condition]) => all.map((one) => given({ ...one, ...on }, condition))),
    fc.oneof(
      fc
        .tuple(named, resource, alwaysTrue)
        .map(([all, on, condition]) => all.map((one) => given({ ...one, ...on }, condition))),
      fc
        .tuple(whole, resource, binding)
        .map(([all, on, condition]) => all.map((one) => given({ ...one, ...on }, condition))),
      fc.tuple(whole, resource).map(([all, on]) => all.map((one) => ({ ...one, ...on, Effect: "Deny" }))),
    ),
  );

  const wild = fc.oneof(
    fc
      .constantFrom("s3:Get*", "s3:?etObject", "*", "ecr:*")
      .map((Action) => ({ Action, Resource: "arn:aws:s3:::b" })),
    fc
      .constantFrom("*", "arn:aws:s3:::b/*", "arn:aws:s3:::?")
      .map((Resource) => ({ Action: "s3:GetObject", Resource })),
    fc.constant({ NotAction: "s3:GetObject", Resource: "arn:aws:s3:::b" }),
    fc.constant({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::b" }),
  );
  const exact = fc.oneof(
    fc.constant({ Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::b/a" }),
    fc.constantFrom("*", "**").map((Resource) => ({ Action: "ECR:GetAuthorizationToken", Resource })),
  );
  itTells(
    "iam-exact",
    fc.tuple(wild, alwaysTrue).map(([one, condition]) => [given({ Effect: "Allow", ...one }, condition)]),
    fc.oneof(
      fc.tuple(exact, alwaysTrue).map(([one, condition]) => [given({ Effect: "Allow", ...one }, condition)]),
      fc.tuple(wild, binding).map(([one, condition]) => [given({ Effect: "Allow", ...one }, condition)]),
    ),
  );
});

describe("roles that are handed on", () => {
  const passRole = fc.oneof(
    oneOrMany(
      fc
        .constantFrom(
          "iam:PassRole",
          "iam:Pass*",
          "iam:*",
          "i*:PassRole",
          "?am:passrole",
          "*:PassR*",
          "iam:?assRole",
        )
        .chain(inAnyCase),
      "ecs:RunTask",
    ).map((Action) => ({ Action })),
    oneOrMany(fc.constantFrom("iam:GetRole", "iam:Attach*")).map((NotAction) => ({ NotAction })),
  );
  const anyRole = fc.oneof(
    oneOrMany(
      fc.constantFrom(
        "*",
        "**",
        "arn:*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:*",
        "arn:*:iam::*:role/?*",
      ),
      "arn:aws:iam::123456789012:role/web",
    ).map((Resource) => ({ Resource })),
    fc.constant({ NotResource: "arn:aws:iam::123456789012:role/admin" }),
    fc.constant({ Resource: letters.map((letter) => `arn:aws:iam::123456789012:role/${letter}*`) }),
  );
  const namedRole = oneOrMany(
    fc.constantFrom(
      "arn:aws:iam::123456789012:role/web",
      "arn:aws:iam::123456789012:role/web-*",
      "arn:aws:iam::*:role/app/web",
    ),
    "arn:aws:iam::123456789012:role/jobs",
  ).map((Resource) => ({ Resource }));
  const toNamed = fc.constantFrom<Condition[]>(
    { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    { StringLike: { "IAM:passedtoservice": ["ecs*.amazonaws.com", "lambda.amazonaws.com"] } },
    {
      StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] },
      Bool: { "aws:SecureTransport": "true" },
    },
    { "ForAnyValue:StringEquals": { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
  );
  const toAny = fc.constantFrom<(Condition | undefined)[]>(
    undefined,
    { StringLike: { "iam:PassedToService": "*" } },
    { StringLike: { "iam:PassedToService": ["*.amazonaws.com"] } },
    { StringEqualsIfExists: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    { StringNotEquals: { "iam:PassedToService": "nobody.amazonaws.com" } },
    { "ForAllValues:StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    { Null: { "iam:PassedToService": "false" } },
    { Bool: { "aws:SecureTransport": "true" } },
  );
  itTells(
    "iam-pass-role",
    fc.oneof(
      fc
        .tuple(passRole, anyRole, fc.oneof(toNamed, toAny))
        .map(([action, on, to]) => [given({ Effect: "Allow", ...action, ...on }, to)]),
      fc
        .tuple(passRole, namedRole, toAny)
        .map(([action, on, to]) => [given({ Effect: "Allow", ...action, ...on }, to)]),
    ),
    fc.oneof(
      fc
        .tuple(passRole, namedRole, toNamed)
        .map(([action, on, to]) => [given({ Effect: "Allow", ...action, ...on }, to)]),
      fc.tuple(passRole, namedRole, toAny).map(([action, on, to]) => [
        given({ Effect: "Allow", ...action, ...on }, to),
        {
          Effect: "Deny",
          Action: "iam:PassRole",
          Resource: "*",
          Condition: { StringNotEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
      ]),
      fc
        .tuple(anyRole, toAny)
        .map(([on, to]) => [given({ Effect: "Allow", Action: ["iam:GetRole", "iam:List*"], ...on }, to)]),
      fc.tuple(passRole, anyRole).map(([action, on]) => [{ Effect: "Deny", ...action, ...on }]),
    ),
    (policy) =>
      ["app/web", "web", "web-1", "zoo"].some((role) =>
        isAllowed(policy, "iam:PassRole", `arn:aws:iam::123456789012:role/${role}`, {
          "iam:PassedToService": "ecs-tasks.amazonaws.com",
        }),
      ),
  );
});

describe("more rights for oneself", () => {
  const way = fc.constantFrom(
    ...([
      ["PutRolePolicy", "role"],
      ["AttachRolePolicy", "role"],
      ["UpdateAssumeRolePolicy", "role"],
      ["CreatePolicyVersion", "policy"],
      ["SetDefaultPolicyVersion", "policy"],
      ["CreateAccessKey", "user"],
      ["CreateLoginProfile", "user"],
      ["UpdateLoginProfile", "user"],
      ["AttachUserPolicy", "user"],
      ["PutUserPolicy", "user"],
      ["AddUserToGroup", "group"],
      ["AttachGroupPolicy", "group"],
      ["PutGroupPolicy", "group"],
    ] as const),
  );
  const asAction = (name: string) =>
    oneOrMany(
      fc
        .constantFrom(`iam:${name}`, `iam:${name.slice(0, -3)}*`, `*:${name}`, "iam:*", `i?m:${name}`)
        .chain(inAnyCase),
      "s3:GetObject",
    );
  const all = (kind: string) =>
    fc.constantFrom(
      "*",
      "arn:*",
      `arn:aws:iam::*:${kind}/*`,
      `arn:aws:iam::123456789012:${kind}/*`,
      "arn:aws:iam::123456789012:*",
      `arn:aws:iam::*:${kind}/?*`,
    );
  const violations = way.chain(([name, kind]) =>
    fc
      .tuple(asAction(name), all(kind), alwaysTrue)
      .map(([Action, Resource, condition]) => [given({ Effect: "Allow", Action, Resource }, condition)]),
  );
  itTells(
    "iam-escalation",
    violations,
    fc.oneof(
      way.chain(([name, kind]) =>
        asAction(name).map((Action) => [
          { Effect: "Allow", Action, Resource: `arn:aws:iam::123456789012:${kind}/web-*` },
        ]),
      ),
      way.chain(([name, kind]) =>
        fc
          .tuple(asAction(name), all(kind), binding)
          .map(([Action, Resource, condition]) => [given({ Effect: "Allow", Action, Resource }, condition)]),
      ),
      fc
        .constantFrom("iam:Get*", "iam:List*", "iam:CreateRole", "IAM:passRole")
        .map((Action) => [{ Effect: "Allow", Action, Resource: "*" }]),
      way.chain(([name, kind]) =>
        all(kind).map((Resource) => [
          {
            Effect: "Allow",
            Action: `iam:${name}`,
            Resource,
            Condition: { ArnEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/limit" } },
          },
        ]),
      ),
      violations.map((statements) => [...statements, { Effect: "Deny", Action: "iam:*", Resource: "*" }]),
    ),
  );
});
