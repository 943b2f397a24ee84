import { Decision, decide, parsePolicy, type Context } from "@ballast/analysis";
import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc, { type Arbitrary } from "fast-check";
import { check, rules } from "./index.ts";
import { madeUp, type Inputs } from "./testing/resources.ts";
import {
  inAnyCase,
  numRuns,
  oneOrMany,
  policyOf,
  type Condition,
  type Statement,
} from "./testing/spellings.ts";

// Who is everyone, in generated resource policies and trust policies. Concrete strangers confirm it, whose requests IAM's evaluation decides.

const account = "123456789012";
const anyoneWords = ["*", "**"];
const everyone: Arbitrary<Statement> = fc.oneof(
  fc.constantFrom(...anyoneWords).map((Principal) => ({ Effect: "Allow", Principal })),
  oneOrMany(fc.constantFrom(...anyoneWords), `arn:aws:iam::${account}:root`).map((AWS) => ({
    Effect: "Allow",
    Principal: { AWS },
  })),
  fc.constantFrom("*").map((star) => ({ Effect: "Allow", Principal: { "*": star } })),
  fc.constant({ Effect: "Allow", Principal: { Service: "sns.amazonaws.com", AWS: ["*"] } }),
  oneOrMany(fc.constantFrom(`arn:aws:iam::${account}:user/excluded`, "444455556666")).map((AWS) => ({
    Effect: "Allow",
    NotPrincipal: { AWS },
  })),
  fc.constant({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::*:root" } }),
);
const somebody: Arbitrary<Statement> = fc.oneof(
  oneOrMany(
    fc.constantFrom(`arn:aws:iam::${account}:root`, account, `arn:aws:iam::${account}:role/web`),
    "444455556666",
  ).map((AWS) => ({
    Effect: "Allow",
    Principal: { AWS },
  })),
  oneOrMany(
    fc.constantFrom("sns.amazonaws.com", "logs.eu-central-1.amazonaws.com"),
    "events.amazonaws.com",
  ).map((Service) => ({
    Effect: "Allow",
    Principal: { Service },
  })),
  everyone.map((one) => ({ ...one, Effect: "Deny" })),
);

/** Conditions that everyone can fulfil. */
const open = fc.constantFrom<(Condition | undefined)[]>(
  undefined,
  {},
  { Bool: { "aws:SecureTransport": "true" } },
  { StringLike: { "aws:PrincipalOrgID": "o-*" } },
  { StringLike: { "aws:PrincipalArn": "*" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } },
  { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-0123456789" } },
  { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-0123456789/r-ab12/" } },
  { StringNotEquals: { "aws:PrincipalAccount": "444455556666" } },
  { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
  { IpAddress: { "AWS:SourceIP": ["0.0.0.0/1", "128.0.0.0/1"] } },
  { NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] } },
  { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
  { Null: { "aws:SourceVpce": "true" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
  { StringLike: { "aws:SourceAccount": "*" } },
  { StringEquals: { "aws:PrincipalType": "User" } },
  { DateGreaterThan: { "aws:CurrentTime": "2001-01-01T00:00:00Z" } },
  { NumericLessThan: { "s3:max-keys": 1000 } },
  { StringLike: { "aws:Referer": "https://www.example.com/*" } },
);

/** Conditions that only somebody in particular fulfils. */
const closed: Condition[] = [
  { StringEquals: { "aws:PrincipalOrgID": "o-0123456789" } },
  { stringequals: { "AWS:PRINCIPALORGID": ["o-0123456789"] } },
  { StringEquals: { "aws:PrincipalAccount": [account, "444455556666"] } },
  { StringEquals: { "aws:SourceAccount": account } },
  { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${account}:*` } },
  { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::reports" } },
  { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/*` } },
  { StringLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:*` } },
  { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-0123456789/*" } },
  { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "10.0.0.0/8"] } },
  { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
  { StringEquals: { "aws:SourceVpc": ["vpc-0123456789abcdef0"] }, Bool: { "aws:SecureTransport": "true" } },
  { StringEquals: { "kms:CallerAccount": account }, StringLike: { "kms:ViaService": "*" } },
  { StringEquals: { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" } },
  { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } },
  { StringLike: { "aws:userid": "AROAEXAMPLE0123456789:*" } },
];

/** Statements that keep strangers out whatever else is allowed. */
const guards: Statement[] = [
  { Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-0123456789" } } },
  { Condition: { StringNotEqualsIfExists: { "aws:PrincipalAccount": account } } },
  { Condition: { NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" } } },
  { Condition: { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:*` } } },
].map((one) => ({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*", ...one }));

const asked = {
  queue: { action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-central-1:123456789012:jobs" },
};
const about = (actions: string[]) =>
  fc.record({
    Action: oneOrMany(fc.constantFrom(...actions).chain(inAnyCase), "sqs:GetQueueUrl"),
    Resource: fc.constantFrom<(string | string[])[]>(
      "*",
      asked.queue.resource,
      ["arn:aws:sqs:*:*:*"],
      ["**"],
    ),
  });
const queueActions = about(["sqs:*", "sqs:SendMessage", "*", "sqs:Send*"]);
const statement = (
  who: Arbitrary<Statement>,
  condition: Arbitrary<Condition | undefined>,
): Arbitrary<Statement> =>
  fc
    .tuple(who, queueActions, condition)
    .map(([one, what, Condition]) => ({ ...one, ...what, ...(Condition && { Condition }) }));

/** Who they are, and what their requests carry. */
const strangers: [string, Context][] = [
  ["anonymous", { "aws:PrincipalType": "Anonymous" }],
  [
    "user",
    {
      "aws:PrincipalAccount": "999988887777",
      "aws:PrincipalOrgID": "o-9999999999",
      "aws:PrincipalType": "User",
    },
  ],
  [
    "role",
    { "aws:PrincipalAccount": "999988887777", "aws:PrincipalArn": "arn:aws:iam::999988887777:role/admin" },
  ],
  ["through a service", { "aws:SourceAccount": "999988887777", "aws:SourceArn": "arn:aws:s3:::theirs" }],
].map(([name, more]) => [
  name as string,
  {
    "aws:SecureTransport": "true",
    "aws:SourceIp": "54.239.17.6",
    "aws:CurrentTime": new Date().toISOString(),
    "s3:x-amz-acl": "bucket-owner-full-control",
    "s3:max-keys": "100",
    "aws:Referer": "https://www.example.com/",
    ...(more as Context),
  },
]);
const mayStranger = (policy: unknown): boolean => {
  // Of an account's ARN with a wildcard, and of keys that the evaluation spells out, IAM's own words are the plain ones.
  const text = (typeof policy === "string" ? policy : JSON.stringify(policy)).replaceAll(
    "arn:aws:iam::*:root",
    "*",
  );
  const read = parsePolicy(text.replaceAll('"**"', '"*"'));
  return strangers.some(
    ([, context]) =>
      decide([read], {
        ...asked.queue,
        context,
        principal: { kind: "AWS", value: "arn:aws:iam::999988887777:user/them" },
      }) === Decision.Allowed,
  );
};

const findings = (resources: Resource[], ids: string[]): string[] =>
  check(resources, {}, { rules: rules.filter(({ id }) => ids.includes(id)) }).map(({ rule }) => rule);

/** The policy where each type has it. */
const policied = fc
  .constantFrom(...typesWithAccess("resourcePolicy").filter((type) => type.startsWith("aws:")))
  .map((type) => (policy: unknown): Resource[] => {
    const keys = (accessOf(type).resourcePolicy ?? "").split(".");
    return [
      madeUp(type, "it", keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), policy) as Inputs),
    ];
  });
const policyRules = ["public-policy", "kms-key-policy", "ecr-public-policy"];

describe("resource policies (F.0.24)", () => {
  it(`finds ${numRuns} policies for everyone, of every type that has one`, () =>
    fc.assert(
      fc.property(
        policyOf(fc.array(statement(everyone, open), { minLength: 1, maxLength: 2 })),
        policied,
        (policy, on) => {
          expect(mayStranger(policy)).toBe(true);
          expect(findings(on(policy), policyRules)).toHaveLength(1);
        },
      ),
      { numRuns },
    ));

  it(`finds nothing in ${numRuns} policies for somebody in particular`, () => {
    const bound = statement(everyone, fc.constantFrom(...closed));
    const guarded = fc.tuple(statement(everyone, open), fc.constantFrom(...guards));
    const all = fc.oneof(
      fc.array(fc.oneof(bound, statement(somebody, open)), { minLength: 1, maxLength: 3 }),
      guarded.map((both): Statement[] => both),
    );
    fc.assert(
      fc.property(policyOf(all), policied, (policy, on) => {
        expect(mayStranger(policy)).toBe(false);
        expect(findings(on(policy), policyRules)).toEqual([]);
      }),
      { numRuns },
    );
  });
});

describe("trust", () => {
  const assume = oneOrMany(
    fc.constantFrom("sts:AssumeRole", "sts:*", "*", "sts:Assume*").chain(inAnyCase),
    "sts:TagSession",
  ).map((Action) => ({ Action }));
  const trusting = (who: Arbitrary<Statement>, condition: Arbitrary<Condition | undefined>) =>
    fc
      .tuple(who, assume, condition)
      .map(([one, what, Condition]) => [{ ...one, ...what, ...(Condition && { Condition }) }]);
  const document = (statements: Arbitrary<Statement[]>) =>
    fc
      .tuple(statements, fc.boolean())
      .map(([Statement, isText]) => (isText ? JSON.stringify({ Statement }) : { Statement }));
  const role = (assumeRolePolicy: unknown) => [madeUp(aws.role, "it", { assumeRolePolicy })];

  it(`finds ${numRuns} roles that everyone may assume`, () =>
    fc.assert(
      fc.property(document(trusting(everyone, open)), (policy) => {
        expect(findings(role(policy), ["iam-public-trust"])).toHaveLength(1);
      }),
      { numRuns },
    ));

  it(`finds nothing in ${numRuns} roles that somebody in particular may assume`, () =>
    fc.assert(
      fc.property(
        document(fc.oneof(trusting(everyone, fc.constantFrom(...closed)), trusting(somebody, open))),
        (policy) => {
          expect(findings(role(policy), ["iam-public-trust"])).toEqual([]);
        },
      ),
      { numRuns },
    ));

  const hosts = fc.constantFrom(
    ...([
      [
        "token.actions.githubusercontent.com",
        "repo:acme/site:ref:refs/heads/main",
        ["repo:*", "repo:acme/*", "repo:acme/*:*", "repo:*/site:*", "repo:acm*", "repo:*:environment:prod"],
      ],
      [
        "gitlab.com",
        "project_path:acme/site:ref_type:branch:ref:main",
        ["project_path:*", "project_path:acme/*", "project_path:*/site:*"],
      ],
      [
        "oidc.eks.eu-central-1.amazonaws.com/id/0123ABCD",
        "system:serviceaccount:app:web",
        ["system:serviceaccount:*", "system:serviceaccount:*:web"],
      ],
      ["login.example.com", "machine-7", ["?*"]],
    ] as const),
  );
  const federated = hosts.chain(([host, sub, wide]) => {
    const provider = `arn:aws:iam::${account}:oidc-provider/${host}`;
    const statementOf = (Condition: Condition) => ({
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition,
    });
    const aud = fc.constantFrom<Condition[]>(
      { StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" } },
      { "ForAnyValue:StringLike": { [`${host.toUpperCase()}:AUD`]: ["sts.amazonaws.com"] } },
    );
    const openAud = fc.constantFrom<Condition[]>(
      {},
      { StringLike: { [`${host}:aud`]: "*" } },
      { StringNotEquals: { [`${host}:aud`]: "nobody" } },
    );
    const exactSub = fc.constantFrom<Condition[]>(
      { StringEquals: { [`${host}:sub`]: sub } },
      { StringLike: { [`${host}:sub`]: [sub, `${sub}*`] } },
      { "ForAnyValue:StringEquals": { [`${host}:SUB`]: [sub] } },
    );
    const openSub = fc.constantFrom<Condition[]>(
      {},
      ...["*", "**", ...wide].map((value) => ({ StringLike: { [`${host}:sub`]: value } })),
      { StringLike: { [`${host}:sub`]: [sub, "*"] } },
      { StringNotEquals: { [`${host}:sub`]: "nobody" } },
      { "ForAllValues:StringEquals": { [`${host}:other`]: "x" } },
      { Null: { [`${host}:sub`]: "false" } },
    );
    const both = (one: Arbitrary<Condition>, other: Arbitrary<Condition>) =>
      fc
        .tuple(one, other)
        .map(([a, b]) => [
          statementOf(
            Object.fromEntries(
              [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
                key,
                { ...a[key], ...b[key] },
              ]),
            ),
          ),
        ]);
    return fc.constant({
      violations: fc.oneof(both(openSub, aud), both(exactSub, openAud), both(openSub, openAud)),
      neighbours: fc.oneof(
        both(exactSub, aud),
        both(openSub, aud).map((all) => [
          ...all,
          {
            Effect: "Deny",
            Principal: "*",
            Action: "*",
            Condition: { StringNotLike: { [`${host}:sub`]: [`${sub}*`] } },
          },
        ]),
      ),
    });
  });

  it(`finds ${numRuns} trusts in identity providers without a subject or an audience`, () =>
    fc.assert(
      fc.property(
        federated.chain(({ violations }) => document(violations)),
        (policy) => {
          expect(new Set(findings(role(policy), ["iam-public-trust"]))).toEqual(
            new Set(["iam-public-trust"]),
          );
        },
      ),
      { numRuns },
    ));

  it(`finds nothing in ${numRuns} trusts in one subject`, () =>
    fc.assert(
      fc.property(
        federated.chain(({ neighbours }) => document(neighbours)),
        (policy) => {
          expect(findings(role(policy), ["iam-public-trust"])).toEqual([]);
        },
      ),
      { numRuns },
    ));

  it.each([
    [{ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } }, 0],
    [{ StringLike: { "SAML:aud": "*" } }, 1],
    [{}, 1],
  ])("asks of SAML an audience: %j", (Condition, count) => {
    const Principal = { Federated: `arn:aws:iam::${account}:saml-provider/okta` };
    const policy = { Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRoleWithSAML", Condition } };
    expect(findings(role(policy), ["iam-public-trust"])).toHaveLength(count);
  });

  const tasks = "ecs-tasks.amazonaws.com";
  const ofTasks = (statement: Statement): Resource[] => [
    madeUp(aws.role, "task", { assumeRolePolicy: { Statement: [statement] } }),
    madeUp(aws.taskDefinition, "web", { taskRoleArn: "task" }),
  ];
  const tasksAnd = oneOrMany(fc.constant(tasks)).map((Service) => ({
    Effect: "Allow",
    Principal: { Service },
  }));
  const bindings = fc.constantFrom<Condition[]>(
    { StringEquals: { "aws:SourceAccount": account } },
    { ArnLike: { "aws:SourceArn": `arn:aws:ecs:*:${account}:*` } },
    { stringlike: { "AWS:sourceaccount": [account] } },
  );
  const unbound = fc.constantFrom<(Condition | undefined)[]>(
    undefined,
    {},
    { StringLike: { "aws:SourceAccount": "*" } },
    { StringEqualsIfExists: { "aws:SourceAccount": account } },
    { StringNotEquals: { "aws:SourceAccount": "444455556666" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:ecs:*:*:*" } },
    { Null: { "aws:SourceAccount": "false" } },
  );
  const others = fc.constantFrom<unknown[]>(
    "*",
    { AWS: account },
    { Service: [tasks, "ec2.amazonaws.com"] },
    { Service: tasks, AWS: `arn:aws:iam::${account}:root` },
  );

  it(`finds ${numRuns} roles of tasks that trust others, or ECS on behalf of others`, () =>
    fc.assert(
      fc.property(
        fc.oneof(
          trusting(tasksAnd, unbound),
          trusting(
            others.map((Principal) => ({ Effect: "Allow", Principal })),
            bindings,
          ),
        ),
        ([one]) => expect(new Set(findings(ofTasks(one as Statement), ["iam-task-trust"])).size).toBe(1),
      ),
      { numRuns },
    ));

  it(`finds nothing in ${numRuns} roles of tasks that trust ECS for their account`, () =>
    fc.assert(
      fc.property(
        fc.oneof(
          trusting(tasksAnd, bindings),
          trusting(
            others.map((Principal) => ({ Effect: "Deny", Principal })),
            unbound,
          ),
        ),
        ([one]) => expect(findings(ofTasks(one as Statement), ["iam-task-trust"])).toEqual([]),
      ),
      { numRuns },
    ));
});
