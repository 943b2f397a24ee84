import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc from "fast-check";
import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { numRuns, oneOrMany, policyOf, type Condition, type Statement } from "../testing/spellings.ts";
import { guestRules } from "./guests.ts";

const cognito = "cognito-identity.amazonaws.com";
const poolId = "eu-central-1:11111111-2222-3333-4444-555555555555";
const pool = (isOpen: unknown) =>
  madeUp("aws:cognito/identityPool:IdentityPool", poolId, {
    identityPoolName: "web",
    allowUnauthenticatedIdentities: isOpen,
  });
const trust = (Condition: Condition, more: Inputs = {}) => ({
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: cognito },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition,
      ...more,
    },
  ],
});
const aud = { StringEquals: { [`${cognito}:aud`]: poolId } };
const guests = trust({ ...aud, "ForAnyValue:StringLike": { [`${cognito}:amr`]: "unauthenticated" } });
const signedIn = trust({ ...aud, "ForAnyValue:StringLike": { [`${cognito}:amr`]: "authenticated" } });
const role = (assumeRolePolicy: unknown, more: Inputs = {}) =>
  madeUp(aws.role, "visitor", { assumeRolePolicy, ...more });
const may = (policy: unknown) => madeUp(aws.rolePolicy, "its", { role: "visitor", policy });
const reading = {
  Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" },
};
const events = { Statement: { Effect: "Allow", Action: "rum:PutRumEvents", Resource: "*" } };

const good = () => [pool(true), role(guests), may(events)];
itShowsEachRule(guestRules, good, [
  [
    "iam-guest-role",
    () => [pool(true), role(guests), may(reading)],
    "lets anyone on the internet use s3:GetObject",
  ],
  [
    "iam-guest-role",
    () => [
      pool(true),
      role(guests, { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] }),
    ],
    "grants arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess to anyone",
  ],
]);

const found = (resources: Resource[]) =>
  check(resources, {}, { rules: guestRules }).map(({ message }) => message);

describe("guests of an identity pool", () => {
  const amr = `${cognito}:amr`;
  const letsGuests = fc.constantFrom<Condition[]>(
    {},
    { "ForAnyValue:StringLike": { [amr]: "unauthenticated" } },
    { "ForAnyValue:StringLike": { [amr]: ["unauthenticated", "authenticated"] } },
    { "forallvalues:stringlike": { [amr.toUpperCase()]: ["un*"] } },
    { StringLike: { [amr]: "*" } },
    { StringNotEquals: { [amr]: "authenticated" } },
    { Null: { [amr]: "false" } },
    { Bool: { "aws:SecureTransport": "true" } },
  );
  const letsNobody = fc.constantFrom<Condition[]>(
    { "ForAnyValue:StringLike": { [amr]: "authenticated" } },
    { StringEquals: { [amr]: ["authenticated"] } },
    { "ForAnyValue:StringLike": { [amr]: "graph.facebook.com" } },
    { StringEquals: { [`${cognito}:sub`]: "eu-central-1:99999999-2222-3333-4444-555555555555" } },
    { StringNotLike: { [amr]: "unauth*" } },
  );
  const ofPool = fc.constantFrom<Condition[]>(
    { StringEquals: { [`${cognito}:aud`]: poolId } },
    { "ForAnyValue:StringEquals": { [`${cognito}:AUD`]: [poolId] } },
  );
  const joined = (one: Condition, other: Condition) =>
    Object.fromEntries(
      [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [
        key,
        { ...one[key], ...other[key] },
      ]),
    );
  const data = policyOf(
    fc
      .record({
        Action: oneOrMany(
          fc.constantFrom(
            "s3:GetObject",
            "s3:*",
            "dynamodb:PutItem",
            "*",
            "lambda:InvokeFunction",
            "execute-api:Invoke",
          ),
          "rum:PutRumEvents",
        ),
        Resource: fc.constantFrom(
          "*",
          "arn:aws:s3:::reports/*",
          "arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*",
          "arn:aws:dynamodb:*:*:table/t",
        ),
      })
      .map((one): Statement[] => [{ Effect: "Allow", ...one }]),
  );
  const nothing = fc.constantFrom<unknown>(
    { Statement: [] },
    events,
    {
      Statement: { Effect: "Allow", Action: ["mobileanalytics:PutEvents", "cognito-sync:*"], Resource: "*" },
    },
    {
      Statement: [
        { Effect: "Allow", Action: "s3:*", Resource: "*" },
        { Effect: "Deny", Action: "*", Resource: "*" },
      ],
    },
    {
      Statement: {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "*",
        Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
      },
    },
    {
      Statement: {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
      },
    },
  );
  const attached = (isAttached: boolean, kind: string) =>
    isAttached
      ? [
          madeUp("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment", "a", {
            identityPoolId: poolId,
            roles: { [kind]: "visitor" },
          }),
        ]
      : [];
  /** The pool is in the stack and has guests, or is outside of it. */
  const pools = fc.constantFrom<Resource[][]>([pool(true)], [pool("true")], []);

  it(`may use what ${numRuns} roles allow`, () =>
    fc.assert(
      fc.property(letsGuests, ofPool, data, pools, fc.boolean(), (one, other, policy, has, isAttached) => {
        const resources = [
          ...has,
          role(trust(joined(one, other))),
          may(policy),
          ...attached(isAttached, "unauthenticated"),
        ];
        expect(found(resources)).toHaveLength(1);
      }),
      { numRuns },
    ));

  it(`are not there, or may use nothing, in ${numRuns} other roles`, () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.record({ who: letsNobody, policy: data, has: pools }),
          fc.record({ who: letsGuests, policy: nothing, has: pools }),
          fc.record({
            who: letsGuests,
            policy: data,
            has: fc.constantFrom<Resource[][]>([pool(false)], [pool(undefined)], [pool("false")]),
          }),
        ),
        ofPool,
        fc.boolean(),
        ({ who, policy, has }, other, isAttached) => {
          const resources = [
            ...has,
            role(trust(joined(who, other))),
            may(policy),
            ...attached(isAttached, "authenticated"),
          ];
          expect(found(resources)).toEqual([]);
        },
      ),
      { numRuns },
    ));

  it("are anyone's if no condition names the pool", () => {
    expect(found([pool(false), role(trust({})), may(reading)])).toHaveLength(1);
    expect(found([pool(true), role(signedIn), may(reading)])).toEqual([]);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])("are known from a template that allows them: %s", (AllowUnauthenticatedIdentities, count) => {
    const AssumeRolePolicyDocument = {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: cognito },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: { [`${cognito}:aud`]: { Ref: "Pool" } } },
        },
      ],
    };
    const templateBody = JSON.stringify({
      Resources: {
        Pool: { Type: "AWS::Cognito::IdentityPool", Properties: { AllowUnauthenticatedIdentities } },
        Visitor: {
          Type: "AWS::IAM::Role",
          Properties: { AssumeRolePolicyDocument, Policies: [{ PolicyName: "p", PolicyDocument: reading }] },
        },
      },
    });
    expect(found([madeUp("aws:cloudformation/stack:Stack", "it", { templateBody })])).toHaveLength(count);
  });

  it("may do what the boundary of their role leaves", () => {
    const limited = (Action: string) => [
      pool(true),
      role(guests, { permissionsBoundary: "limit" }),
      may({ Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } }),
      madeUp(aws.policy, "limit", { policy: { Statement: { Effect: "Allow", Action, Resource: "*" } } }),
    ];
    expect(found(limited("s3:GetObject"))).toHaveLength(1);
    expect(found(limited("rum:PutRumEvents"))).toEqual([]);
  });
});
