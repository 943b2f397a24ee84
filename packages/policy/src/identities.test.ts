import { Decision, decide, parsePolicy } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc, { type Arbitrary } from "fast-check";
import { check, rules } from "./index.ts";
import { arnOf, madeUp, type Inputs } from "./testing/resources.ts";
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

describe("what other statements take away", () => {
  const wide = fc.constantFrom<Statement[]>(
    { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::reports" },
    { Effect: "Allow", Action: ["s3:*"], Resource: "*" },
    { Effect: "Allow", Action: "s3:**", Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] },
    { Effect: "Allow", Action: ["sqs:*", "kms:*"], Resource: "*" },
    { Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::reports" },
    { Effect: "Allow", Action: letters.map((letter) => `sns:${letter}*`), Resource: "*" },
  );
  const whole = fc.constantFrom<Statement[]>(
    { Effect: "Deny", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: ["**"], Resource: ["arn:*"] },
    { Effect: "Deny", NotAction: "ec2:DescribeRegions", Resource: "*" },
    { Effect: "Deny", Action: ["s3:*", "s*:*", "?ms:*", "i*", "*:*"], Resource: "*" },
    { Effect: "Deny", Action: letters.map((letter) => `${letter}*`), NotResource: "arn:aws:s3:::nothing" },
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { StringLike: { "aws:RequestedRegion": "*" } } },
  );
  const partly = fc.constantFrom<Statement[]>(
    { Effect: "Deny", Action: "s3:Delete*", Resource: "*" },
    { Effect: "Deny", Action: ["s3:a*", "kms:a*", "sns:p*"], Resource: "*" },
    { Effect: "Deny", Action: "*", Resource: "arn:aws:s3:::payroll" },
    { Effect: "Deny", Action: "ec2:*", Resource: "*" },
    {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
    },
    { Effect: "Deny", NotAction: ["s3:*", "sqs:*", "kms:*", "sns:*"], Resource: "*" },
  );
  /** In the same policy, or in another one of the same role. */
  const beside = (allow: Statement, deny: Statement, isApart: boolean, isFirst: boolean): Resource[] => {
    const own = (name: string, ...Statement: Statement[]) =>
      madeUp(aws.rolePolicy, name, { role: "web", policy: JSON.stringify({ Statement }) });
    const both = isFirst ? [deny, allow] : [allow, deny];
    return [
      madeUp(aws.role, "web"),
      ...(isApart ? [own("it", allow), own("limit", deny)] : [own("it", ...both)]),
    ];
  };

  it(`leaves nothing of whole services in ${numRuns} policies beside a denial of all`, () =>
    fc.assert(
      fc.property(wide, whole, fc.boolean(), fc.boolean(), (allow, deny, isApart, isFirst) => {
        expect(findings("iam-wildcards", beside(allow, deny, isApart, isFirst))).toEqual([]);
      }),
      { numRuns },
    ));

  it(`leaves the rest in ${numRuns} policies beside a denial of a part`, () =>
    fc.assert(
      fc.property(wide, partly, fc.boolean(), fc.boolean(), (allow, deny, isApart, isFirst) => {
        expect(findings("iam-wildcards", beside(allow, deny, isApart, isFirst))).toHaveLength(1);
      }),
      { numRuns },
    ));

  it("counts a denial for those alone who have it", () => {
    const policy = (name: string, Effect: string) =>
      madeUp(aws.policy, name, { policy: { Statement: { Effect, Action: "s3:*", Resource: "*" } } });
    const to = (role: string, name: string) =>
      madeUp(aws.rolePolicyAttachment, `${name}-${role}`, { role, policyArn: arnOf(name) });
    const one = [
      policy("all", "Allow"),
      policy("none", "Deny"),
      madeUp(aws.role, "web"),
      madeUp(aws.role, "jobs"),
    ];
    const bothBoth = [to("web", "all"), to("web", "none"), to("jobs", "all"), to("jobs", "none")];
    expect(findings("iam-wildcards", [...one, ...bothBoth])).toEqual([]);
    expect(findings("iam-wildcards", [...one, ...bothBoth.slice(0, 3)])).toHaveLength(1);
    // One more, of another stack.
    expect(findings("iam-wildcards", [...one, ...bothBoth, to("theirs", "all")])).toHaveLength(1);
  });
});

describe("boundaries", () => {
  const administrating = fc.constantFrom<((boundary: Inputs) => Resource[])[]>(
    (boundary) => [
      madeUp(aws.role, "web", {
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
        ...boundary,
      }),
    ],
    (boundary) => [
      madeUp("aws:iam/user:User", "ann", boundary),
      madeUp("aws:iam/userPolicyAttachment:UserPolicyAttachment", "a", {
        user: "ann",
        policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    ],
    (boundary) => [
      madeUp(aws.role, "web", boundary),
      madeUp(aws.rolePolicy, "own", {
        role: "web",
        policy: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
      }),
    ],
    (boundary) => [
      madeUp(aws.role, "web", {
        inlinePolicies: [
          { name: "own", policy: { Statement: { Effect: "Allow", NotAction: "none:Such", Resource: "*" } } },
        ],
        ...boundary,
      }),
    ],
  );
  const judged = (resources: Resource[]) => [
    ...findings("iam-administrator", resources),
    ...findings("iam-escalation", resources),
  ];
  const named = { permissionsBoundary: arnOf("limit") };
  const limit = (policy: unknown) => [madeUp(aws.policy, "limit", { policy })];

  const limiting = policyOf(
    fc.oneof(
      fc
        .shuffledSubarray(
          ["s3:*", "sqs:*", "logs:PutLogEvents", "ecr:Batch*", "dynamodb:*", "ec2:Describe*", "iam:Get*"],
          {
            minLength: 1,
          },
        )
        .map((Action): Statement[] => [{ Effect: "Allow", Action, Resource: "*" }]),
      // The other one is the role itself.
      fc
        .tuple(everyAction, fc.constantFrom("arn:aws:s3:::reports/*", "arn:aws:sqs:*:*:jobs"))
        .map(([all, Resource]) => all.map((one) => ({ ...one, Resource }))),
      fc
        .tuple(everyAction, everyResource, binding)
        .map(([all, on, condition]) => all.map((one) => given({ ...one, ...on }, condition))),
      fc
        .tuple(everyAction, everyResource)
        .map(([all, on]) => [
          ...all.map((one) => ({ ...one, ...on })),
          { Effect: "Deny", NotAction: ["s3:*", "sqs:*", "kms:Decrypt"], Resource: "*" },
        ]),
    ),
  );
  const allowing = fc.oneof(
    policyOf(
      fc
        .tuple(everyAction, everyResource, alwaysTrue)
        .map(([all, on, condition]) => all.map((one) => given({ ...one, ...on }, condition))),
    ).map((policy) => limit(policy)),
    // Everything but IAM: other people's functions run as other people's roles.
    policyOf(
      fc
        .constantFrom<Statement[]>(
          { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
          { Effect: "Allow", Action: ["s3:*", "iam:*"], Resource: "*" },
          { Effect: "Allow", Action: ["lambda:*", "logs:*"], Resource: "*" },
          { Effect: "Allow", Action: ["iam:PassRole", "ec2:*"], Resource: "*" },
        )
        .map((one) => [one]),
    ).map((policy) => limit(policy)),
    fc.constant<Resource[]>([]),
  );

  it(`excuse an administrator whom they limit, in ${numRuns} ways`, () =>
    fc.assert(
      fc.property(administrating, limiting, (who, policy) => {
        expect(judged([...who(named), ...limit(policy)])).toEqual([]);
        expect(judged([...who({}), ...limit(policy)])).not.toEqual([]);
      }),
      { numRuns },
    ));

  it(`excuse none whom they allow the same, or a way to it, or of whom nothing is known, in ${numRuns} ways`, () =>
    fc.assert(
      fc.property(administrating, allowing, (who, boundary) => {
        expect(judged([...who(named), ...boundary])).not.toEqual([]);
      }),
      { numRuns },
    ));

  it.each([
    ["AdministratorAccess", "iam-administrator"],
    // It allows functions and instances of others, which run as other roles.
    ["PowerUserAccess", "iam-escalation"],
    ["ThatNobodyKnows", "iam-administrator"],
    ["AmazonSSMManagedInstanceCore", undefined],
  ])("of AWS's, %s leaves %s", (name, rule) => {
    const role = madeUp(aws.role, "web", {
      permissionsBoundary: `arn:aws:iam::aws:policy/${name}`,
      managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    });
    for (const id of ["iam-administrator", "iam-escalation"])
      expect(findings(id, [role])).toHaveLength(id === rule ? 1 : 0);
  });

  it("excuse nobody who may take them away", () => {
    const limited = (Action: string, name: string) => [
      madeUp(aws.role, "web", {
        ...named,
        inlinePolicies: [
          { name: "own", policy: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } } },
        ],
      }),
      ...limit({
        Statement: [
          { Effect: "Allow", Action: "s3:*", Resource: "*" },
          { Effect: "Allow", Action, Resource: `arn:aws:iam::123456789012:role/${name}` },
        ],
      }),
    ];
    expect(judged(limited("iam:DeleteRolePermissionsBoundary", "web"))).toHaveLength(1);
    expect(judged(limited("iam:Put*Boundary", "w*"))).toHaveLength(1);
    expect(judged(limited("iam:DeleteRolePermissionsBoundary", "jobs"))).toEqual([]);
  });

  it("excuse nobody else who has the policy", () => {
    const resources = [
      ...limit({ Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } }),
      madeUp(aws.policy, "all", { policy: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } } }),
      madeUp(aws.role, "web", { ...named, managedPolicyArns: [arnOf("all")] }),
    ];
    expect(judged(resources)).toEqual([]);
    expect(
      judged([...resources, madeUp(aws.role, "jobs", { managedPolicyArns: [arnOf("all")] })]),
    ).toHaveLength(1);
  });
});
