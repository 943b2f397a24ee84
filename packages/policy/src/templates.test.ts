import { stringify } from "yaml";
import { check } from "./check.ts";
import { madeUp } from "./testing/resources.ts";

// Resources of templates break the rules that resources of the stack break.

const findings = (resources: Record<string, object>, spelling = JSON.stringify, more = {}) => {
  const templateBody = spelling({ Resources: resources });
  const stack = madeUp("aws:cloudformation/stack:Stack", "data", { templateBody }, more);
  return check([stack]).map(({ rule, urn, message }) => `${rule} ${urn.split("#")[1]}: ${message}`);
};
const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };

it("finds stores that a template neither keeps nor encrypts", () => {
  expect(
    findings({
      Files: { Type: "AWS::EFS::FileSystem" },
      Group: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: {
          GroupDescription: "The database",
          SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 5432, ToPort: 5432, CidrIp: "0.0.0.0/0" }],
        },
      },
      Table: { Type: "AWS::DynamoDB::Table", DeletionPolicy: "Retain" },
      Logs: { Type: "AWS::Logs::LogGroup", ...kept },
      Key: { Type: "AWS::KMS::Key", ...kept, Properties: { KeyPolicy: {} } },
      Topic: { Type: "AWS::SNS::Topic" },
    }),
  ).toEqual([
    "data-encryption Files: is not encrypted",
    "data-retention Files: has no UpdateReplacePolicy and no DeletionPolicy",
    "data-retention Table: has no UpdateReplacePolicy",
    "ec2-data-port Group: allows 0.0.0.0/0 to connect to PostgreSQL (5432)",
    "ec2-open-ingress Group: allows the whole internet to connect to port 5432, by an inline rule",
    "efs-backup Files: has no automatic backups",
    "efs-transport Files: accepts unencrypted connections",
    "kms-rotation Key: has no key rotation",
    "logs-retention Logs: never deletes its logs",
    "sns-encryption Topic: stores messages unencrypted",
    "sns-tls Topic: accepts messages over unencrypted connections",
    "data-watched Files: has no alarm that notifies a subscriber",
    "efs-root-access Files: allows root access for roles",
  ]);
});

it("finds nothing where a template keeps and encrypts them, in YAML too", () => {
  const good = {
    Files: {
      Type: "AWS::EFS::FileSystem",
      ...kept,
      Properties: {
        Encrypted: "true",
        BackupPolicy: { Status: "ENABLED" },
        FileSystemPolicy: {
          Statement: [
            {
              Effect: "Deny",
              Principal: "*",
              Action: "*",
              Resource: "*",
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            {
              Effect: "Deny",
              Principal: "*",
              Action: "elasticfilesystem:ClientRootAccess",
              Resource: "*",
            },
          ],
        },
      },
    },
    Volume: {
      Type: "AWS::EC2::Volume",
      DeletionPolicy: "Snapshot",
      UpdateReplacePolicy: "Snapshot",
      Properties: { Encrypted: true, Tags: [{ Key: "backup", Value: "daily" }] },
    },
    Backup: {
      Type: "AWS::DLM::LifecyclePolicy",
      Properties: {
        State: "ENABLED",
        PolicyDetails: {
          ResourceTypes: ["VOLUME"],
          TargetTags: [{ Key: "backup", Value: "daily" }],
          Schedules: [{ RetainRule: { Count: 7 } }],
        },
      },
    },
    Logs: { Type: "AWS::Logs::LogGroup", ...kept, Properties: { RetentionInDays: 14 } },
    FilesBusy: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        Namespace: "AWS/EFS",
        MetricName: "PercentIOLimit",
        Dimensions: [{ Name: "FileSystemId", Value: { Ref: "Files" } }],
        AlarmActions: ["arn:aws:sns:eu-central-1:123456789012:people"],
      },
    },
    VolumeBusy: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        Namespace: "AWS/EBS",
        MetricName: "VolumeQueueLength",
        Dimensions: [{ Name: "VolumeId", Value: { Ref: "Volume" } }],
      },
    },
    Storage: {
      Type: "AWS::CloudWatch::CompositeAlarm",
      Properties: {
        AlarmRule: { "Fn::Sub": 'ALARM("${VolumeBusy}")' },
        AlarmActions: ["arn:aws:sns:eu-central-1:123456789012:people"],
      },
    },
  };
  expect(findings(good)).toEqual([]);
  expect(findings(good, stringify)).toEqual([]);
});

it("waives for a template what its component waives", () => {
  const component = madeUp(
    "demo:index:Disk",
    "disk",
    {},
    { custom: false, outputs: { waivers: { "data-retention": { "data (Table)": { reason: "a cache" } } } } },
  );
  const templateBody = JSON.stringify({ Resources: { Table: { Type: "AWS::DynamoDB::Table" } } });
  const stack = madeUp("aws:cloudformation/stack:Stack", "data", { templateBody }, { parent: component.urn });
  expect(check([component, stack])).toMatchObject([
    { rule: "data-retention", severity: "waived", reason: "a cache" },
  ]);
});

const policies = (messages: string[]) => messages.filter((one) => !/^(data-|aws-name|vpc-)/.test(one));

it("follows references within a template: groups of balancers, log groups, parameter groups, nested policies", () => {
  const resources = {
    Group: {
      Type: "AWS::EC2::SecurityGroup",
      Properties: {
        GroupDescription: "The balancer",
        SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" }],
      },
    },
    Balancer: {
      Type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      Properties: {
        Scheme: "internet-facing",
        SecurityGroups: [{ "Fn::GetAtt": ["Group", "GroupId"] }],
        LoadBalancerAttributes: [
          { Key: "routing.http.drop_invalid_header_fields.enabled", Value: "true" },
          { Key: "deletion_protection.enabled", Value: "true" },
        ],
      },
    },
    Listener: {
      Type: "AWS::ElasticLoadBalancingV2::Listener",
      Properties: {
        LoadBalancerArn: { Ref: "Balancer" },
        Protocol: "HTTP",
        DefaultActions: [
          {
            Type: "forward",
            TargetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/other/0",
          },
        ],
      },
    },
    Topic: { Type: "AWS::SNS::Topic", Properties: { KmsMasterKeyId: "alias/topics" } },
    TopicPolicy: {
      Type: "AWS::SNS::TopicPolicy",
      Properties: {
        Topics: [{ Ref: "Topic" }],
        PolicyDocument: {
          Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Resource: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        },
      },
    },
  };
  const seen = policies(findings(resources));
  // Of the group nothing is said: a balancer on the internet has it. Its listener speaks HTTP.
  expect(seen).toEqual(["lb-tls Listener: serves plain HTTP to the internet"]);
  const { Balancer, ...others } = resources;
  const internal = { ...Balancer, Properties: { ...Balancer.Properties, Scheme: "internal" } };
  expect(policies(findings({ ...others, Balancer: internal }))).toEqual([
    "ec2-open-ingress Group: allows the whole internet to connect to port 443, by an inline rule",
  ]);
});

it("knows a nested resource by the output through which a program names it", () => {
  const templateBody = JSON.stringify({
    Resources: { Logs: { Type: "AWS::Logs::LogGroup", ...kept, Properties: { RetentionInDays: 14 } } },
    Outputs: { LogGroup: { Value: { Ref: "Logs" } } },
  });
  const container = (group: string) => ({
    name: "web",
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": group, "awslogs-region": "eu-central-1" },
    },
  });
  const logs = (group: string) =>
    check([
      madeUp(
        "aws:cloudformation/stack:Stack",
        "logs",
        { templateBody },
        { state: { outputs: { LogGroup: "/web" } } },
      ),
      madeUp("aws:ecs/taskDefinition:TaskDefinition", "web", {
        containerDefinitions: JSON.stringify([container(group)]),
      }),
    ]).filter(({ rule }) => rule === "ecs-container-logs");
  expect(logs("/web")).toEqual([]);
  expect(logs("/other")).toHaveLength(1);
});
