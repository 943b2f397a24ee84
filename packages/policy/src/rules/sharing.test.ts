import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { changed, madeUp, type Inputs } from "../testing/resources.ts";
import { sharingRules } from "./sharing.ts";

const queuePolicy = "aws:sqs/queuePolicy:QueuePolicy";
const permission = "aws:lambda/permission:Permission";
const image = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";
const url = "aws:lambda/functionUrl:FunctionUrl";
const acl = "aws:s3/bucketAcl:BucketAcl";
const open = (Principal: unknown, more: Inputs = {}) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal, Action: "sqs:*", Resource: "*", ...more }] });

const good = (): Resource[] => [
  madeUp(queuePolicy, "queue", {
    policy: open("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-0123456789" } } }),
  }),
  madeUp(permission, "call", { principal: "*", principalOrgId: "o-0123456789" }),
  madeUp(image, "image", { accountId: "123456789012" }),
  madeUp(url, "url", { authorizationType: "AWS_IAM" }),
  madeUp(acl, "acl", { acl: "log-delivery-write" }),
];
const breaking = (type: string, inputs: Inputs) => () => changed(good(), type, inputs);

itShowsEachRule(sharingRules, good, [
  ["public-policy", breaking(queuePolicy, { policy: open({ AWS: ["*"] }) }), "can be used by anyone"],
  ["public-policy", breaking(permission, { principalOrgId: undefined }), "can be used by anyone"],
  [
    "lambda-permission-source",
    breaking(permission, { principal: "events.amazonaws.com", principalOrgId: undefined }),
    "lets events.amazonaws.com call the function for any account",
  ],
  [
    "lambda-permission-source",
    breaking(permission, { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::uploads" }),
    "lets s3.amazonaws.com call the function for whoever owns the bucket",
  ],
  [
    "policy-service-source",
    breaking(queuePolicy, { policy: open({ Service: "sns.amazonaws.com" }) }),
    "lets sns.amazonaws.com use it for any account",
  ],
  ["public-share", breaking(image, { accountId: undefined, group: "all" }), "is shared with everyone"],
  [
    "public-share",
    breaking(image, { organizationArn: "arn:aws:organizations::123456789012:organization/o-0123456789" }),
    "is shared with a whole organization",
  ],
  ["public-share", breaking(url, { authorizationType: "NONE" }), "is open to everyone by authorizationType"],
  ["s3-acl", breaking(acl, { acl: "public-read" }), "is open to everyone by its access control list"],
  [
    "s3-acl",
    breaking(acl, {
      acl: undefined,
      accessControlPolicy: {
        grants: [
          {
            permission: "READ",
            grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" },
          },
        ],
      },
    }),
    "is open to everyone by its access control list",
  ],
]);

it.each([
  ["aws:rds/snapshot:Snapshot", { sharedAccounts: ["123456789012", "all"] }],
  ["aws:rds/clusterSnapshot:ClusterSnapshot", { sharedAccounts: ["ALL"] }],
  [aws.lifecyclePolicy, { policyDetails: { schedules: [{ shareRules: [{ targetAccounts: ["*"] }] }] } }],
  ["aws:ssm/document:Document", { permissions: { type: "Share", accountIds: "All" } }],
  ["aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission", { accountId: "all" }],
  ["aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", { state: "unblocked" }],
  ["aws:ec2/vpcEndpointService:VpcEndpointService", { allowedPrincipals: ["*"] }],
])("finds that %s is shared with everyone", (type, inputs) => {
  const found = (given: Inputs) => check([madeUp(type, "it", given)], {}, { rules: sharingRules });
  expect(found(inputs).map(({ rule }) => rule)).toEqual(["public-share"]);
  const named = JSON.parse(
    JSON.stringify(inputs).replaceAll(/"(all|\*|unblocked)"/gi, '"123456789012"'),
  ) as Inputs;
  expect(found(named)).toEqual([]);
});

const account = "123456789012";
const rules = sharingRules.filter(({ id }) => id === "lambda-permission-source");
const ofPermission = (inputs: Inputs): string[] =>
  check([madeUp(permission, "call", inputs)], {}, { rules }).map(({ message }) => message);
const services = "events s3 sns logs config apigateway secretsmanager iot cognito-idp".split(" ");

it.each(services)("%s calls a function only for a named source", (name) => {
  const principal = `${name}.amazonaws.com`;
  const arn = `arn:aws:${name}:eu-central-1:${account}:thing`;
  for (const sources of [
    {},
    { sourceArn: `arn:aws:${name}:*:*:*` },
    { sourceArn: "*" },
    { sourceAccount: "*" },
  ])
    expect([sources, ofPermission({ principal, ...sources })]).toEqual([sources, [expect.any(String)]]);
  for (const sources of [
    { sourceArn: arn },
    { sourceAccount: account },
    { sourceArn: `arn:aws:${name}:*:${account}:*` },
    { sourceArn: "arn:aws:s3:::uploads", sourceAccount: account },
  ])
    expect([sources, ofPermission({ principal, ...sources })]).toEqual([sources, []]);
});

it("leaves people's principals, and skills with a token, to other rules", () => {
  expect(ofPermission({ principal: account })).toEqual([]);
  expect(ofPermission({ principal: "alexa-appkit.amazon.com", eventSourceToken: "amzn1.ask.skill" })).toEqual(
    [],
  );
});

describe("a policy for a service", () => {
  const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
  const found = (type: string, service: string | string[], Condition?: Inputs): string[] =>
    check(
      [madeUp(type, "it", { policy: open({ Service: service }, Condition && { Condition }) })],
      {},
      {
        rules: sharingRules,
      },
    ).map(({ message }) => message);
  const arn = `arn:aws:cloudwatch:eu-central-1:${account}:alarm:*`;

  it.each([
    { StringEquals: { "aws:SourceAccount": account } },
    { StringLike: { "AWS:sourceaccount": [account, "111122223333"] } },
    { ArnLike: { "aws:SourceArn": arn } },
    { ArnEquals: { "aws:SourceArn": arn.replace("*", "load") } },
    { StringEquals: { "aws:SourceOrgID": "o-0123456789" } },
  ])("names the source: %j", (condition) =>
    expect(found(topicPolicy, "cloudwatch.amazonaws.com", condition)).toEqual([]),
  );

  it.each([
    undefined,
    {},
    { Bool: { "aws:SecureTransport": "true" } },
    { StringLike: { "aws:SourceAccount": "*" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:*:*:alarm:*" } },
    { StringEqualsIfExists: { "aws:SourceAccount": account } },
    { StringNotEquals: { "aws:SourceAccount": "999988887777" } },
  ])("does not name the source: %j", (condition) =>
    expect(found(topicPolicy, "cloudwatch.amazonaws.com", condition)).toEqual([
      expect.stringContaining("lets cloudwatch.amazonaws.com use it for any account"),
    ]),
  );

  it("may be for EventBridge without a source on a topic, which cannot name it, and not on a queue", () => {
    expect(found(topicPolicy, "events.amazonaws.com")).toEqual([]);
    expect(found(queuePolicy, ["events.amazonaws.com", "sns.amazonaws.com"])).toHaveLength(2);
  });
});
