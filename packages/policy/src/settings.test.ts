import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc from "fast-check";
import { check, rules } from "./index.ts";
import { arnOf, madeUp, type Inputs } from "./testing/resources.ts";
import { inAnyCase, numRuns, oneOrMany, type Condition, type Statement } from "./testing/spellings.ts";

// Generated spellings of what buckets, topics, shares and execution roles say of who may use what.

const findings = (id: string, resources: Resource[]): string[] =>
  check(resources, {}, { rules: rules.filter((rule) => rule.id === id) }).map(({ message }) => message);
const asText = (statements: Statement[], isText: boolean) =>
  isText ? JSON.stringify({ Statement: statements }) : { Statement: statements };

describe("connections in clear", () => {
  const inClear = fc.constantFrom<Condition[]>(
    { Bool: { "aws:SecureTransport": "false" } },
    { Bool: { "aws:securetransport": false } },
    { bool: { "AWS:SecureTransport": ["false"] } },
    { BoolIfExists: { "aws:SecureTransport": "false" } },
    { StringNotEquals: { "aws:SecureTransport": "true" } },
  );
  const notInClear = fc.constantFrom<Condition[]>(
    { Bool: { "aws:SecureTransport": "true" } },
    { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:PrincipalArn": arnOf("role/web") } },
    { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    { Null: { "aws:SecureTransport": "true" } },
  );
  const everyone = fc.constantFrom<Inputs[]>(
    { Principal: "*" },
    { Principal: { AWS: "*" } },
    { Principal: { AWS: ["*"] } },
  );
  const onlySome = fc.constantFrom<Inputs[]>(
    { Principal: { AWS: "444455556666" } },
    { NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/someone" } },
  );
  const denying = (
    who: fc.Arbitrary<Inputs>,
    actions: string[],
    on: string[],
    condition: fc.Arbitrary<Condition>,
  ) =>
    fc
      .tuple(
        who,
        oneOrMany(fc.constantFrom(...actions).chain(inAnyCase)),
        fc.constantFrom(...on),
        condition,
        fc.boolean(),
      )
      .map(([one, Action, Resource, Condition, isText]) =>
        asText([{ Effect: "Deny", ...one, Action, Resource, Condition }], isText),
      );
  const bucket = arnOf("bucket");

  it.each([
    [
      "s3-tls",
      aws.bucket,
      aws.bucketPolicy,
      "bucket",
      ["s3:*", "*", "s3:**", "*:*"],
      ["*", `${bucket}*`, "arn:aws:any:*:*:*"],
      ["s3:Put*", "sns:Publish"],
    ],
    [
      "sns-tls",
      aws.topic,
      aws.topicPolicy,
      "arn",
      ["sns:Publish", "sns:*", "*", "sns:Pub*"],
      ["*", bucket],
      ["sns:Subscribe", "s3:*"],
    ],
  ] as const)("are judged by what a policy denies: %s", (id, type, policyType, property, all, on, few) => {
    const stack = (policy: unknown): Resource[] => [
      madeUp(type, "bucket"),
      madeUp(policyType, "policy", { [property]: arnOf("bucket"), policy }),
    ];
    fc.assert(
      fc.property(denying(everyone, [...all], [...on], inClear), (policy) =>
        expect(findings(id, stack(policy))).toEqual([]),
      ),
      { numRuns },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          denying(everyone, [...all], [...on], notInClear),
          denying(onlySome, [...all], [...on], inClear),
          denying(everyone, [...few], [...on], inClear),
          denying(everyone, [...all], ["arn:aws:s3:::another", `${bucket}x`], inClear),
        ),
        (policy) => expect(findings(id, stack(policy))).toHaveLength(1),
      ),
      { numRuns },
    );
  });
});

describe("public access blocks", () => {
  const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
  const on = fc.constantFrom<unknown[]>(true, "true");
  const off = fc.constantFrom<unknown[]>(false, "false", undefined);

  it.each(blocks)("must have %s", (missing) =>
    fc.assert(
      fc.property(on, off, fc.boolean(), (yes, no, inTemplate) => {
        const stack = (last: unknown): Resource[] => {
          const given = Object.fromEntries(blocks.map((block) => [block, block === missing ? last : yes]));
          const capitals = Object.fromEntries(
            Object.entries(given).map(([key, value]) => [
              `B${key.slice(1)}`.replace("Bgn", "Ign").replace("Bes", "Res"),
              value,
            ]),
          );
          const template = {
            Resources: {
              B: { Type: "AWS::S3::Bucket", Properties: { PublicAccessBlockConfiguration: capitals } },
            },
          };
          return inTemplate
            ? [madeUp("aws:cloudformation/stack:Stack", "s", { templateBody: JSON.stringify(template) })]
            : [madeUp(aws.bucket, "b"), madeUp(aws.bucketPublicAccessBlock, "b", { bucket: "b", ...given })];
        };
        expect(findings("s3-public-access", stack(no))).toEqual([`has no ${missing}`]);
        expect(findings("s3-public-access", stack(yes))).toEqual([]);
      }),
      { numRuns: 500 },
    ),
  );
});

describe("shares", () => {
  const everyone = fc.constantFrom("all", "All", "ALL", "*", " all ");
  const named = fc.constantFrom("123456789012", "444455556666", "111122223333");
  const canned = fc.constantFrom(
    ...["public-read", "public-read-write", "authenticated-read", "PublicRead", "AuthenticatedRead"],
    ...[
      "http://acs.amazonaws.com/groups/global/AllUsers",
      "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
    ],
  );
  const closed = fc.constantFrom(
    "private",
    "log-delivery-write",
    "bucket-owner-full-control",
    "http://acs.amazonaws.com/groups/s3/LogDelivery",
  );
  const places = typesWithAccess("sharedWith")
    .filter((type) => type.startsWith("aws:"))
    .flatMap((type) => (accessOf(type).sharedWith ?? []).map((path) => [type, path] as const));
  const place = fc.constantFrom(...places);
  const at = ([type, path]: readonly [string, string], whom: unknown, inLists: boolean): Resource[] => [
    madeUp(
      type,
      "it",
      path
        .split(".")
        .reduceRight<unknown>(
          (inner, key, index) => ({ [key]: inLists && index < path.split(".").length - 1 ? [inner] : inner }),
          whom,
        ) as Inputs,
    ),
  ];
  const idOf = (type: string) => (type.startsWith("aws:s3/") ? "s3-acl" : "public-share");

  it(`with everyone are found, ${numRuns} times`, () =>
    fc.assert(
      fc.property(
        place,
        everyone,
        canned,
        named,
        fc.boolean(),
        fc.boolean(),
        (where, all, acl, one, inLists, isMany) => {
          const whom = where[0].startsWith("aws:s3/") ? acl : all;
          expect(findings(idOf(where[0]), at(where, isMany ? [one, whom] : whom, inLists))).toHaveLength(1);
        },
      ),
      { numRuns },
    ));

  it(`with named accounts are not, ${numRuns} times`, () =>
    fc.assert(
      fc.property(place, named, closed, fc.boolean(), fc.boolean(), (where, one, acl, inLists, isMany) => {
        const whom = where[0].startsWith("aws:s3/") ? acl : one;
        expect(findings(idOf(where[0]), at(where, isMany ? [whom, one] : whom, inLists))).toEqual([]);
      }),
      { numRuns },
    ));
});

describe("execution roles", () => {
  const stack = (statement: Statement, isInline: boolean): Resource[] => [
    madeUp(
      aws.role,
      "execution",
      isInline ? { inlinePolicies: [{ name: "own", policy: { Statement: statement } }] } : {},
    ),
    madeUp(aws.policy, "policy", { policy: { Statement: isInline ? [] : [statement] } }),
    madeUp(aws.rolePolicyAttachment, "to", { role: "execution", policyArn: arnOf("policy") }),
    madeUp(aws.taskDefinition, "web", { executionRoleArn: "execution" }),
  ];
  const read = oneOrMany(fc.constant("secretsmanager:GetSecretValue").chain(inAnyCase));
  const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-AbCdEf";
  const every = fc.constantFrom<Inputs[]>(
    ...[
      "*",
      "**",
      "arn:*",
      "arn:aws:secretsmanager:*",
      "arn:aws:secretsmanager:*:*:*",
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:*",
    ].map((Resource) => ({ Resource: [Resource] })),
    { NotResource: secret },
    {
      Resource: [..."abcdefghijklmnopqrstuvwxyz"].map(
        (letter) => `arn:aws:secretsmanager:*:*:secret:${letter}*`,
      ),
    },
  );
  const one = fc.constantFrom<Inputs[]>(
    { Resource: secret },
    { Resource: [secret] },
    { Resource: "arn:aws:secretsmanager:*:*:secret:shop/*" },
  );
  const wild = fc.constantFrom<Inputs[]>(
    { Action: "secretsmanager:Get*" },
    { Action: ["*:GetSecretValue"] },
    { Action: "secretsmanager:?etSecretValue" },
    { NotAction: "iam:*" },
  );

  it(`that reach every secret are found, ${numRuns} times`, () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(read, every).map(([Action, on]) => ({ Effect: "Allow", Action, ...on })),
          fc.tuple(wild, one).map(([action, on]) => ({ Effect: "Allow", ...action, ...on })),
        ),
        fc.boolean(),
        (statement, isInline) =>
          expect(findings("iam-execution-role", stack(statement, isInline))).not.toEqual([]),
      ),
      { numRuns },
    ));

  it(`that name them are not, ${numRuns} times`, () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(read, one).map(([Action, on]) => ({ Effect: "Allow", Action, ...on })),
          fc
            .tuple(inAnyCase("ecr:GetAuthorizationToken"), every)
            .map(([Action, on]) => ({ Effect: "Allow", Action, ...on })),
          fc.tuple(wild, every).map(([action, on]) => ({ Effect: "Deny", ...action, ...on })),
        ),
        fc.boolean(),
        (statement, isInline) =>
          expect(findings("iam-execution-role", stack(statement, isInline))).toEqual([]),
      ),
      { numRuns },
    ));
});
