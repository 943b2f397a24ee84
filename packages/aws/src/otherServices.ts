import { words } from "@ballast/model";
import { keeps } from "./discarding/discarding.ts";
import { retentionOfServices } from "./discarding/otherRetention.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, yes } from "./survival.ts";
import { queue } from "./values/balancing.ts";
import { accepting, sources } from "./values/sources.ts";

/**
 * Services that no stack of this repository uses; their stores are in otherStores.ts. A service that a stack uses gets a file of its
 * own. What replaces types of templates is in their schemas.
 */
export const otherServices: Service = {
  withoutData: words(`
    AWS::ApiGateway:: AWS::ApiGatewayV2:: AWS::AppMesh:: AWS::Budgets:: AWS::CertificateManager:: AWS::CloudFront::
    AWS::CodeDeploy:: AWS::Config:: AWS::GuardDuty:: AWS::InspectorV2:: AWS::NetworkFirewall::
    AWS::Pipes:: AWS::RAM:: AWS::ResourceGroups:: AWS::SecurityHub:: AWS::VpcLattice::
    AWS::WAF:: AWS::WAFRegional:: AWS::WAFv2::`),
  unknown: unused,
  types: {
    ...retentionOfServices,
    "aws:acm/certificate:Certificate": {
      measuredBy: { "AWS/CertificateManager": { CertificateArn: "arn" } },
    },
    "aws:batch/jobDefinition:JobDefinition": { words: "job definition" },
    "aws:codedeploy/deploymentGroup:DeploymentGroup": { words: "deployment group" },
    "aws:elb/loadBalancer:LoadBalancer": { linkedRoles: [{ role: "loadBalancing" }] },
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": { words: "replication of a registry" },
    "aws:efs/replicationConfiguration:ReplicationConfiguration": {
      look: partOf("sourceFileSystemId"),
      replacedBy: { always: ["*"] },
    },
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
      look: partOf("bucket"),
      replacedBy: { always: ["bucket"] },
    },
    "aws:sqs/queue:Queue": {
      measuredBy: { "AWS/SQS": { QueueName: "name" } },
      accepts: accepting(sources.apiOfSqs, {
        maxMessageSize: ["range", 1024, 1_048_576],
        messageRetentionSeconds: ["range", 60, 1_209_600],
        receiveWaitTimeSeconds: ["range", 0, 20],
        visibilityTimeoutSeconds: ["range", 0, 43_200],
      }),
      refusesTogether: [queue],
      words: "queue",
      data: true,
      discards: keeps("messageRetentionSeconds", { of: "messages older than # seconds", unset: 345_600 }),
      // SQS developer guide, "Resilience in Amazon SQS"; API reference, DeleteQueue
      survival: {
        zoneLoss: always(yes("SQS is a regional service and keeps each message on several servers")),
        destroy: always(gone),
      },
      look: node(NodeKind.Store),
    },
  },
};
