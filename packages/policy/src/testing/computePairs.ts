import { aws } from "@ballast/aws";
import fc, { type Arbitrary } from "fast-check";
import { days, flag, maybe, pair, type Pair } from "./pairs.ts";

const script = fc.constantFrom(
  "#!/bin/bash\n",
  "#!/bin/bash\nECS_CLUSTER=main\nexport DB_PASSWORD=hunter2\n",
);
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const tokens = fc.constantFrom("required", "optional");
const disks = { encrypted: maybe(flag), volumeType: fc.constantFrom("gp2", "gp3") };
const server = {
  ...disks,
  tokens: maybe(tokens),
  hops: fc.constantFrom(1, 2),
  isPublic: maybe(flag),
  script,
};

export const computePairs: Record<string, Arbitrary<Pair>> = {
  "AWS::EC2::LaunchTemplate": pair(
    server,
    ({ encrypted, volumeType, tokens: httpTokens, hops, isPublic, script: text }) => [
      [
        aws.launchTemplate,
        {
          metadataOptions: { httpTokens, httpPutResponseHopLimit: hops },
          blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted, volumeType } }],
          networkInterfaces: [{ associatePublicIpAddress: isPublic }],
          userData: base64(text),
        },
      ],
    ],
    ({ encrypted, volumeType, tokens: HttpTokens, hops, isPublic, script: text }) => ({
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens, HttpPutResponseHopLimit: hops },
        BlockDeviceMappings: [
          { DeviceName: "/dev/xvda", Ebs: { Encrypted: encrypted, VolumeType: volumeType } },
        ],
        NetworkInterfaces: [{ AssociatePublicIpAddress: isPublic }],
        UserData: base64(text),
      },
    }),
  ),
  "AWS::EC2::Instance": pair(
    server,
    ({ encrypted, volumeType, tokens: httpTokens, hops, script: text }) => [
      [
        "aws:ec2/instance:Instance",
        {
          metadataOptions: { httpTokens, httpPutResponseHopLimit: hops },
          ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted, volumeType }],
          userDataBase64: base64(text),
        },
      ],
    ],
    ({ encrypted, volumeType, tokens: HttpTokens, hops, script: text }) => ({
      MetadataOptions: { HttpTokens, HttpPutResponseHopLimit: hops },
      BlockDeviceMappings: [
        { DeviceName: "/dev/sdf", Ebs: { Encrypted: encrypted, VolumeType: volumeType } },
      ],
      UserData: base64(text),
    }),
  ),
  "AWS::AutoScaling::LaunchConfiguration": pair(
    server,
    ({ encrypted, volumeType, tokens: httpTokens, isPublic, script: text }) => [
      [
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        {
          metadataOptions: { httpTokens },
          ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted, volumeType }],
          associatePublicIpAddress: isPublic,
          userDataBase64: base64(text),
        },
      ],
    ],
    ({ encrypted, volumeType, tokens: HttpTokens, isPublic, script: text }) => ({
      MetadataOptions: { HttpTokens },
      BlockDeviceMappings: [
        { DeviceName: "/dev/sdf", Ebs: { Encrypted: encrypted, VolumeType: volumeType } },
      ],
      AssociatePublicIpAddress: isPublic,
      UserData: base64(text),
    }),
  ),
  "AWS::AutoScaling::AutoScalingGroup": pair(
    {},
    () => [[aws.group, { maxSize: 1, minSize: 0 }]],
    () => ({ MaxSize: "1", MinSize: "0" }),
  ),
  "AWS::EC2::SpotFleet": pair(
    { isPublic: flag },
    ({ isPublic }) => [
      [
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        { launchSpecifications: [{ associatePublicIpAddress: isPublic }] },
      ],
    ],
    ({ isPublic }) => ({
      SpotFleetRequestConfigData: {
        LaunchSpecifications: [{ NetworkInterfaces: [{ AssociatePublicIpAddress: isPublic }] }],
      },
    }),
  ),
  "AWS::EC2::EC2Fleet": pair(
    {},
    () => [["aws:ec2/fleet:Fleet", {}]],
    () => ({}),
  ),
  "AWS::Batch::JobDefinition": pair(
    {
      privileged: maybe(flag),
      network: maybe(flag),
      path: fc.constantFrom("/", "/var/run/docker.sock", "/mnt/data"),
      variable: fc.constantFrom("MYSQL_PWD", "MODE"),
    },
    ({ privileged, network, path, variable }) => [
      [
        aws.jobDefinition,
        {
          containerProperties: JSON.stringify({
            privileged,
            environment: [{ name: variable, value: "hunter2!x" }],
            volumes: [{ name: "host", host: { sourcePath: path } }],
          }),
          eksProperties: {
            podProperties: {
              hostNetwork: network,
              containers: [
                { name: "web", securityContext: { privileged }, commands: ["a", "--token", "b2"] },
              ],
              volumes: [{ name: "pod", hostPath: { path } }],
            },
          },
        },
      ],
    ],
    ({ privileged, network, path, variable }) => ({
      ContainerProperties: {
        Privileged: privileged,
        Environment: [{ Name: variable, Value: "hunter2!x" }],
        Volumes: [{ Name: "host", Host: { SourcePath: path } }],
      },
      EksProperties: {
        PodProperties: {
          HostNetwork: network,
          Containers: [
            { Name: "web", SecurityContext: { Privileged: privileged }, Command: ["a", "--token", "b2"] },
          ],
          Volumes: [{ Name: "pod", HostPath: { Path: path } }],
        },
      },
    }),
  ),
  "AWS::ECS::TaskDefinition": pair(
    {
      privileged: maybe(flag),
      readonly: maybe(flag),
      init: maybe(flag),
      mode: maybe(fc.constantFrom("host", "task")),
      network: maybe(fc.constantFrom("host", "awsvpc")),
      path: fc.constantFrom("/", "/var/run/docker.sock", "/mnt/data"),
      variable: fc.constantFrom("MYSQL_PWD", "MODE"),
      added: fc.constantFrom("SYS_ADMIN", "CHOWN"),
      transit: maybe(fc.constant("ENABLED")),
    },
    ({ privileged, readonly, init, mode, network, path, variable, added, transit }) => [
      [
        aws.taskDefinition,
        {
          pidMode: mode,
          networkMode: network,
          runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
          volumes: [
            { name: "host", hostPath: path },
            { name: "files", efsVolumeConfiguration: { fileSystemId: "fs-1", transitEncryption: transit } },
          ],
          containerDefinitions: JSON.stringify([
            {
              name: "web",
              image: "web:1.0",
              privileged,
              readonlyRootFilesystem: readonly,
              linuxParameters: { initProcessEnabled: init, capabilities: { add: [added] } },
              environment: [{ name: variable, value: "hunter2!x" }],
              mountPoints: [{ sourceVolume: "host", containerPath: "/x" }],
            },
          ]),
        },
      ],
    ],
    ({ privileged, readonly, init, mode, network, path, variable, added, transit }) => ({
      PidMode: mode,
      NetworkMode: network,
      RuntimePlatform: { OperatingSystemFamily: "LINUX", CpuArchitecture: "ARM64" },
      Volumes: [
        { Name: "host", Host: { SourcePath: path } },
        { Name: "files", EFSVolumeConfiguration: { FilesystemId: "fs-1", TransitEncryption: transit } },
      ],
      ContainerDefinitions: [
        {
          Name: "web",
          Image: "web:1.0",
          Privileged: privileged,
          ReadonlyRootFilesystem: readonly,
          LinuxParameters: { InitProcessEnabled: init, Capabilities: { Add: [added] } },
          Environment: [{ Name: variable, Value: "hunter2!x" }],
          MountPoints: [{ SourceVolume: "host", ContainerPath: "/x" }],
        },
      ],
    }),
  ),
  "AWS::ECS::Service": pair(
    { isPublic: fc.constantFrom("ENABLED", "DISABLED"), breaker: flag, back: flag, tags: maybe(flag) },
    ({ isPublic, breaker, back, tags }) => [
      [
        aws.service,
        {
          networkConfiguration: {
            subnets: ["subnet-1"],
            securityGroups: ["sg-1"],
            assignPublicIp: isPublic === "ENABLED",
          },
          deploymentCircuitBreaker: { enable: breaker, rollback: back },
          enableEcsManagedTags: tags,
        },
      ],
    ],
    ({ isPublic, breaker, back, tags }) => ({
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ["subnet-1"], SecurityGroups: ["sg-1"], AssignPublicIp: isPublic },
      },
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: breaker, Rollback: back } },
      EnableECSManagedTags: tags,
    }),
  ),
  "AWS::ECS::TaskSet": pair(
    { isPublic: fc.constantFrom("ENABLED", "DISABLED") },
    ({ isPublic }) => [
      ["aws:ecs/taskSet:TaskSet", { networkConfiguration: { assignPublicIp: isPublic === "ENABLED" } }],
    ],
    ({ isPublic }) => ({ NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: isPublic } } }),
  ),
  "AWS::ECS::Cluster": pair(
    { insights: maybe(fc.constantFrom("enabled", "disabled")) },
    ({ insights: value }) => [[aws.cluster, { settings: [{ name: "containerInsights", value }] }]],
    ({ insights: Value }) => ({ ClusterSettings: [{ Name: "containerInsights", Value }] }),
  ),
  "AWS::ECS::CapacityProvider": pair(
    { scaling: maybe(fc.constantFrom("ENABLED", "DISABLED")), draining: maybe(fc.constant("ENABLED")), days },
    ({ scaling, draining, days: targetCapacity }) => [
      [
        aws.capacityProvider,
        {
          autoScalingGroupProvider: {
            autoScalingGroupArn: "arn:one",
            managedDraining: draining,
            managedScaling: { status: scaling, targetCapacity },
          },
        },
      ],
    ],
    ({ scaling, draining, days: TargetCapacity }) => ({
      AutoScalingGroupProvider: {
        AutoScalingGroupArn: "arn:one",
        ManagedDraining: draining,
        ManagedScaling: { Status: scaling, TargetCapacity },
      },
    }),
  ),
  "AWS::ECS::ClusterCapacityProviderAssociations": pair(
    {},
    () => [[aws.clusterCapacityProviders, { clusterName: "main" }]],
    () => ({ Cluster: "main" }),
  ),
  "AWS::ECR::Repository": pair(
    { scan: maybe(flag), moves: fc.constantFrom("MUTABLE", "IMMUTABLE") },
    ({ scan, moves }) => [
      [aws.repository, { imageScanningConfiguration: { scanOnPush: scan }, imageTagMutability: moves }],
    ],
    ({ scan, moves }) => ({ ImageScanningConfiguration: { ScanOnPush: scan }, ImageTagMutability: moves }),
  ),
  "AWS::CodeBuild::Project": pair(
    { privileged: maybe(flag), type: maybe(fc.constantFrom("PLAINTEXT", "SECRETS_MANAGER")), key: flag },
    ({ privileged, type, key }) => [
      [
        aws.project,
        {
          encryptionKey: key ? "alias/builds" : undefined,
          environment: {
            privilegedMode: privileged,
            environmentVariables: [{ name: "NPM_TOKEN", value: "hunter2!x", type }],
          },
          logsConfig: { cloudwatchLogs: { status: "ENABLED" } },
        },
      ],
    ],
    ({ privileged, type, key }) => ({
      EncryptionKey: key ? "alias/builds" : undefined,
      Environment: {
        PrivilegedMode: privileged,
        EnvironmentVariables: [{ Name: "NPM_TOKEN", Value: "hunter2!x", Type: type }],
      },
      LogsConfig: { CloudWatchLogs: { Status: "ENABLED" } },
    }),
  ),
  "AWS::CodePipeline::Pipeline": pair(
    { type: maybe(fc.constantFrom("V1", "V2")), key: flag },
    ({ type, key }) => [
      [
        aws.pipeline,
        { pipelineType: type, artifactStores: [{ encryptionKey: key ? { id: "alias/x" } : undefined }] },
      ],
    ],
    ({ type, key }) => ({
      PipelineType: type,
      ArtifactStore: { EncryptionKey: key ? { Id: "alias/x" } : undefined },
    }),
  ),
  "AWS::ElasticLoadBalancing::LoadBalancer": pair(
    { protocol: fc.constantFrom("HTTP", "HTTPS"), cross: flag, scheme: maybe(fc.constant("internal")) },
    ({ protocol, cross, scheme }) => [
      [
        "aws:elb/loadBalancer:LoadBalancer",
        {
          listeners: [{ lbPort: 80, lbProtocol: protocol, instancePort: 80, instanceProtocol: "http" }],
          crossZoneLoadBalancing: cross,
          internal: scheme === "internal",
        },
      ],
    ],
    ({ protocol, cross, scheme }) => ({
      Listeners: [{ LoadBalancerPort: 80, Protocol: protocol, InstancePort: 80 }],
      CrossZone: cross,
      Scheme: scheme,
    }),
  ),
};
