import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { goodData } from "./goodData.ts";
import { goodWatch } from "./goodWatch.ts";
import { arnOf, keyArn, madeUp, type Inputs } from "./resources.ts";

const vpcId = "main-vpc";
const subnets = ["private-a", "private-b"];
const statement = (...statements: Inputs[]): string => JSON.stringify({ Statement: statements });

function network(): Resource[] {
  return [
    madeUp(aws.vpc, vpcId, { cidrBlock: "10.0.0.0/16" }),
    madeUp(aws.flowLog, "main-flow-logs", { vpcId, trafficType: "ALL" }),
    madeUp(aws.defaultSecurityGroup, "main-default", { vpcId, ingress: [], egress: [] }),
    ...subnets.map((name) =>
      madeUp(aws.subnet, name, {
        vpcId,
        availabilityZone: name.replace("private-", "eu-central-1"),
        mapPublicIpOnLaunch: false,
      }),
    ),
    ...["web-balancer", "tasks-group", "raw-balancer"].map((name) =>
      madeUp(aws.securityGroup, name, { vpcId, description: `For ${name}` }),
    ),
    madeUp(aws.ingressRule, "web-from-all-https", {
      ...rule("web-balancer", 443),
      cidrIpv4: ["0.0.0.0", 0].join("/"),
    }),
    madeUp(aws.ingressRule, "web-tasks-from-balancer-https", {
      ...rule("tasks-group", 80),
      referencedSecurityGroupId: "web-balancer",
    }),
    madeUp(aws.ingressRule, "raw-from-vpn-tcp", { ...rule("raw-balancer", 80), cidrIpv4: "10.8.0.0/16" }),
    madeUp(aws.egressRule, "web-tasks-from-balancer-https", {
      ...rule("web-balancer", 80),
      referencedSecurityGroupId: "tasks-group",
    }),
  ];
}

function rule(securityGroupId: string, port: number): Inputs {
  return {
    securityGroupId,
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
    description: `To port ${port}`,
  };
}

function balancers(): Resource[] {
  const healthCheck = { path: "/", port: "traffic-port" };
  const forward = (group: string): Inputs[] => [{ type: "forward", targetGroupArn: arnOf(group) }];
  return [
    madeUp(aws.loadBalancer, "web-lb", {
      desyncMitigationMode: "defensive",
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
      accessLogs: { enabled: true, bucket: "archive" },
      internal: false,
      loadBalancerType: "application",
      securityGroups: ["web-balancer"],
    }),
    madeUp(aws.targetGroup, "web-https", { healthCheck, port: 80, protocol: "HTTP", vpcId }),
    madeUp(aws.listener, "web-https", {
      loadBalancerArn: arnOf("web-lb"),
      defaultActions: forward("web-https"),
      port: 443,
      protocol: "HTTPS",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/web",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    }),
    madeUp(aws.listener, "web-redirect", {
      loadBalancerArn: arnOf("web-lb"),
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443" } }],
      port: 80,
      protocol: "HTTP",
    }),
    madeUp(aws.loadBalancer, "raw-lb", {
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: true,
      accessLogs: { enabled: true, bucket: "archive" },
      internal: true,
      loadBalancerType: "network",
      securityGroups: ["raw-balancer"],
    }),
  ];
}

const bootScript = `#!/bin/bash
cat > /etc/ecs/ecs.config <<'CONFIG'
ECS_CLUSTER=main-cluster
ECS_ENABLE_TASK_IAM_ROLE=true
ECS_AWSVPC_BLOCK_IMDS=true
ECS_ENABLE_SPOT_INSTANCE_DRAINING=true
ECS_INSTANCE_ATTRIBUTES={"disk":"fast"}
CONFIG
`;

const otherParameters = {
  Effect: "Deny",
  Action: ["ssm:GetParameter", "ssm:GetParameters"],
  NotResource: ["arn:aws:ssm:*::parameter/aws/*"],
};

function capacity(): Resource[] {
  const role = "main-general-instance";
  const attached = (name: string, policy: string): Resource =>
    madeUp(aws.rolePolicyAttachment, name, { role, policyArn: `arn:aws:iam::aws:policy/${policy}` });
  return [
    madeUp(aws.role, role, {
      assumeRolePolicy: statement({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } }),
    }),
    attached("ecs", "service-role/AmazonEC2ContainerServiceforEC2Role"),
    attached("ssm", "AmazonSSMManagedInstanceCore"),
    madeUp(aws.rolePolicy, role, { role, policy: statement(otherParameters) }),
    madeUp(aws.instanceProfile, role, { role }),
    madeUp(aws.launchTemplate, "main-general-template", {
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: "true", volumeSize: 30, volumeType: "gp3" } },
      ],
      iamInstanceProfile: { arn: arnOf(role) },
      imageId: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
      instanceType: "t3.medium",
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["tasks-group"] }],
      userData: Buffer.from(bootScript).toString("base64"),
    }),
    madeUp(
      aws.group,
      "main-general-group",
      {
        capacityRebalance: true,
        forceDelete: true,
        instanceRefresh: { strategy: "Rolling" },
        maxSize: 2,
        minSize: 0,
        mixedInstancesPolicy: {
          instancesDistribution: {
            onDemandPercentageAboveBaseCapacity: 0,
            spotAllocationStrategy: "price-capacity-optimized",
          },
          launchTemplate: {
            launchTemplateSpecification: { launchTemplateId: "main-general-template", version: "1" },
            overrides: [{ instanceType: "t3.medium" }, { instanceType: "t3a.medium" }],
          },
        },
        protectFromScaleIn: true,
        tags: [{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }],
        vpcZoneIdentifiers: subnets,
      },
      { ignoreChanges: ["desiredCapacity"] },
    ),
    madeUp(aws.capacityProvider, "main-general-provider", {
      autoScalingGroupProvider: {
        autoScalingGroupArn: arnOf("main-general-group"),
        managedDraining: "ENABLED",
        managedScaling: { status: "ENABLED", targetCapacity: 100, instanceWarmupPeriod: 300 },
        managedTerminationProtection: "ENABLED",
      },
    }),
    madeUp(aws.schedule, "main-general-patch", {
      scheduleExpression: "rate(7 days)",
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:autoscaling:startInstanceRefresh",
        input: JSON.stringify({ AutoScalingGroupName: "main-general-group" }),
      },
    }),
    madeUp(aws.cluster, "main-cluster", {
      configuration: { executeCommandConfiguration: { logging: "OVERRIDE" } },
      settings: [{ name: "containerInsights", value: "enhanced" }],
    }),
    madeUp(aws.clusterCapacityProviders, "main-providers", {
      clusterName: "main-cluster",
      capacityProviders: ["main-general-provider", "FARGATE"],
    }),
  ];
}

const containers = [
  {
    name: "web",
    image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1.0.0",
    portMappings: [{ containerPort: 80, hostPort: 80 }],
    environment: [{ name: "MODE", value: "prod" }],
    secrets: [
      {
        name: "PASSWORD",
        valueFrom: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password::",
      },
    ],
    mountPoints: [{ sourceVolume: "data", containerPath: "/data" }],
    memory: 512,
    readonlyRootFilesystem: true,
    user: "1000:1000",
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": "web-logs", "awslogs-region": "eu-central-1" },
    },
  },
];

const logsArn = "arn:aws:logs:eu-central-1:123456789012:log-group:web-logs";

function tasks(): Resource[] {
  const trust = statement({
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
  });
  const { urn } = madeUp(aws.listener, "web-https");
  return [
    madeUp(
      aws.logGroup,
      "web-logs",
      { retentionInDays: 90, kmsKeyId: keyArn },
      { state: { name: "web-logs", arn: logsArn } },
    ),
    madeUp(aws.role, "web-execution", { assumeRolePolicy: trust }),
    madeUp(aws.role, "web-task", { assumeRolePolicy: trust }),
    madeUp(aws.rolePolicy, "web-execution", {
      role: "web-execution",
      policy: statement(
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${logsArn}:*`],
        },
        { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
        {
          Effect: "Allow",
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: ["arn:aws:ecr:eu-central-1:123456789012:repository/web"],
        },
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf"],
        },
      ),
    }),
    madeUp(aws.rolePolicy, "web-task", {
      role: "web-task",
      policy: statement({
        Effect: "Allow",
        Action: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
          (action) => `ssmmessages:${action}`,
        ),
        Resource: ["*"],
      }),
    }),
    madeUp(aws.taskDefinition, "web-task", {
      containerDefinitions: JSON.stringify(containers),
      executionRoleArn: arnOf("web-execution"),
      taskRoleArn: arnOf("web-task"),
      networkMode: "awsvpc",
      requiresCompatibilities: ["EC2"],
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      volumes: [{ name: "data" }],
    }),
    madeUp(
      aws.service,
      "web-service",
      {
        availabilityZoneRebalancing: "ENABLED",
        capacityProviderStrategies: [{ capacityProvider: "main-general-provider", weight: 1 }],
        cluster: arnOf("main-cluster"),
        deploymentCircuitBreaker: { enable: true, rollback: true },
        desiredCount: 1,
        enableEcsManagedTags: true,
        enableExecuteCommand: true,
        loadBalancers: [{ containerName: "web", containerPort: 80, targetGroupArn: arnOf("web-https") }],
        networkConfiguration: { assignPublicIp: false, securityGroups: ["tasks-group"], subnets },
        propagateTags: "SERVICE",
        schedulingStrategy: "REPLICA",
        taskDefinition: arnOf("web-task"),
      },
      { dependsOn: [urn, madeUp(aws.clusterCapacityProviders, "main-providers").urn] },
    ),
    madeUp("ballast-ecs:index:Service", "web", {}, { custom: false, outputs: { serviceName: "web" } }),
  ];
}

/**
 * A cluster with a service behind load balancers, and data stores. Every rule checks a part of it, and none
 * has a finding.
 */
export function goodStack(): Resource[] {
  const watched = [...network(), ...balancers(), ...capacity(), ...tasks(), ...goodData()];
  return [...watched, ...goodWatch(watched)];
}
