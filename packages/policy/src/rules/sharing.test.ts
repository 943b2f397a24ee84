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
