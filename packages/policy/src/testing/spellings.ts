import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc, { type Arbitrary } from "fast-check";
import { arnOf, madeUp, type Inputs } from "./resources.ts";

// Different notations of the same policy. Its meaning is known by construction, independent of the code of
// the rules.

export type Condition = Record<string, Record<string, unknown>>;
export interface Statement {
  Effect: string;
  [element: string]: unknown;
}

/** Number of generated cases of each kind. */
export const numRuns = 2000;

/** A text in mixed case: IAM compares actions and keys without case. */
export function inAnyCase(text: string): Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      [...text].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter.toLowerCase())).join(""),
    );
}

/** One value, alone or in a list, possibly with others. */
export function oneOrMany(value: Arbitrary<string>, ...others: string[]): Arbitrary<string | string[]> {
  return fc.oneof(
    value,
    value.map((one) => [one]),
    fc
      .tuple(value, fc.shuffledSubarray(others))
      .chain(([one, more]) => fc.shuffledSubarray([one, ...more], { minLength: more.length + 1 })),
  );
}

/** Conditions that restrict nothing: every request fulfills them, or every principal can fulfill them. */
export const alwaysTrue: Arbitrary<Condition | undefined> = fc.option(
  fc.constantFrom<Condition[]>(
    { StringLike: { "aws:x": "*" } },
    { StringLike: { "aws:UserAgent": ["*"] } },
    { StringLikeIfExists: { "aws:PrincipalTag/team": "red" } },
    { StringEqualsIfExists: { "aws:SourceVpc": "vpc-0" } },
    { StringNotEquals: { "aws:PrincipalType": "nobody" } },
    { StringNotLike: { "aws:PrincipalTag/x": ["no-such-*"] } },
    { Bool: { "aws:SecureTransport": ["true", "false"] } },
    { Bool: { "aws:SecureTransport": true } },
    { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
    { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } },
    { Null: { "aws:NoSuchKey": "true" } },
    { NumericGreaterThan: { "s3:max-keys": "-1" } },
    { NumericGreaterThanEquals: { "aws:MultiFactorAuthAgeOfNobody": [0] } },
    { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
    { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } },
    { ipaddress: { "AWS:sourceip": ["1.2.3.4/0", "::/0"] } },
    { NotIpAddress: { "aws:SourceIp": "192.0.2.1/32" } },
    { DateGreaterThan: { "aws:CurrentTime": "2001-01-01T00:00:00Z" } },
    { DateLessThan: { "aws:CurrentTime": "2199-01-01T00:00:00Z" } },
    { StringLike: { "aws:RequestedRegion": ["*-*-*", "eu-*"] } },
    { ArnLike: { "aws:PrincipalArn": "arn:*:*:*:*:*" } },
    {},
  ),
);

/** Conditions that some ordinary requests of the principal do not fulfill. */
export const binding: Arbitrary<Condition> = fc.constantFrom<Condition[]>(
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } },
  { StringEquals: { "aws:PrincipalTag/team": "red" } },
  { StringEquals: { "aws:RequestedRegion": ["eu-central-1"] } },
  { StringLike: { "aws:RequestedRegion": "eu-*" } },
  { IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "10.0.0.0/8"] } },
  { ArnLike: { "aws:SourceVpcArn": "arn:aws:ec2:*:123456789012:vpc/vpc-0" } },
  { "ForAnyValue:StringEquals": { "aws:CalledVia": ["cloudformation.amazonaws.com"] } },
  { stringequals: { "aws:resourcetag/owner": "${aws:PrincipalTag/owner}" } },
  { Bool: { "aws:ViaAWSService": "true" } },
  { StringLike: { "aws:x": "*" }, StringEquals: { "aws:PrincipalTag/team": ["red", "blue"] } },
);

/** Statements that grant nothing critical. */
const harmless: Arbitrary<Statement> = fc.constantFrom<Statement[]>(
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/a" },
  { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: arnOf("log") },
  { Effect: "Deny", Action: "s3:DeleteBucket", Resource: "arn:aws:s3:::reports" },
  { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
  { Effect: "Deny", NotAction: "s3:*", Resource: "arn:aws:s3:::nothing" },
);

/** A policy of these and harmless statements, as JSON or object. */
export function policyOf(statements: Arbitrary<Statement[]>): Arbitrary<unknown> {
  return fc
    .tuple(statements, fc.array(harmless, { maxLength: 2 }), fc.boolean(), fc.boolean())
    .chain(([own, more, isText, isAlone]) =>
      fc.shuffledSubarray([...own, ...more], { minLength: own.length + more.length }).map((all) => {
        const document = { Version: "2012-10-17", Statement: isAlone && all.length === 1 ? all[0] : all };
        return isText ? JSON.stringify(document) : document;
      }),
    );
}

/** Adds a condition, if there is one. */
export const given = (statement: Statement, condition: Condition | undefined): Statement =>
  condition === undefined ? statement : { ...statement, Condition: condition };

const template = (type: string, properties: Inputs): Resource =>
  madeUp("aws:cloudformation/stack:Stack", "template", {
    templateBody: JSON.stringify({ Resources: { It: { Type: type, Properties: properties } } }),
  });
const plain = (policy: unknown): unknown => (typeof policy === "string" ? JSON.parse(policy) : policy);

/** Resources that give a principal a policy, for each way to attach one. */
export const carriers: ((policy: unknown) => Resource[])[] = [
  (policy) => [madeUp(aws.rolePolicy, "it", { role: "web", policy })],
  (policy) => [madeUp(aws.userPolicy, "it", { user: "them", policy })],
  (policy) => [madeUp(aws.groupPolicy, "it", { group: "them", policy })],
  (policy) => [madeUp(aws.role, "it", { inlinePolicies: [{ name: "own", policy }] })],
  (policy) => [madeUp(aws.policy, "it", { policy })],
  (policy) => [
    madeUp(aws.policy, "it", { policy }),
    madeUp(aws.role, "web"),
    madeUp(aws.rolePolicyAttachment, "to", { role: "web", policyArn: arnOf("it") }),
  ],
  (policy) => [
    madeUp(aws.policy, "it", { policy }),
    madeUp("aws:iam/user:User", "them", { permissionsBoundary: arnOf("it") }),
    madeUp("aws:iam/policyAttachment:PolicyAttachment", "to", { users: ["them"], policyArn: arnOf("it") }),
  ],
  (policy) => [
    madeUp("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "it", {
      inlinePolicy: policy,
    }),
  ],
  (policy) => [
    template("AWS::IAM::Role", { Policies: [{ PolicyName: "own", PolicyDocument: plain(policy) }] }),
  ],
  (policy) => [template("AWS::IAM::Policy", { PolicyDocument: plain(policy), Roles: ["web"] })],
  (policy) => [template("AWS::IAM::ManagedPolicy", { PolicyDocument: plain(policy) })],
];
