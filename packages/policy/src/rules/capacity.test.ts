import { broken, nested } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { capacityRules } from "./capacity.ts";

const template = (inputs: Inputs) => broken(aws.launchTemplate, inputs);
const metadata = (options: Inputs) =>
  broken(aws.launchTemplate, (one) => Object.assign(nested(one, "metadataOptions"), options));
const bootScript = (part: string, replacement: string) =>
  broken(aws.launchTemplate, ({ inputs }) => {
    const script = Buffer.from(inputs["userData"] as string, "base64").toString();
    inputs["userData"] = Buffer.from(script.replace(part, replacement)).toString("base64");
  });
const group = (inputs: Inputs) => broken(aws.group, inputs);
const policy = (part: string, change: Inputs) =>
  broken(aws.group, (one) => Object.assign(nested(one, "mixedInstancesPolicy", part), change));
const provider = (settings: Inputs) =>
  broken(aws.capacityProvider, (one) => Object.assign(nested(one, "autoScalingGroupProvider"), settings));

itShowsEachRule(capacityRules, goodStack, [
  ["ec2-launch-template", metadata({ httpTokens: "optional" }), "allows IMDSv1"],
  ["ec2-launch-template", metadata({ httpPutResponseHopLimit: 2 }), "more than one hop"],
  ["ec2-launch-template", template({ keyName: "mine" }), "sets an SSH key"],
  ["ec2-launch-template", template({ monitoring: undefined }), "no detailed monitoring"],
  [
    "ec2-launch-template",
    template({ networkInterfaces: [{ associatePublicIpAddress: "true" }] }),
    "public addresses",
  ],
  [
    "ec2-launch-template",
    template({ blockDeviceMappings: [{ ebs: { encrypted: "false", volumeType: "gp2" } }] }),
    "an unencrypted volume",
  ],
  [
    "ec2-launch-template",
    template({ blockDeviceMappings: [] }),
    "does not configure its root volume, so the AMI determines it",
  ],
  ["ec2-launch-template", template({ iamInstanceProfile: undefined }), "no instance profile"],
  [
    "ec2-machine-image (F.0.7)",
    template({ imageId: "ami-0123456789abcdef0" }),
    "starts from ami-0123456789abcdef0",
  ],
  ["ecs-user-data", template({ userData: "" }), "joins no cluster"],
  [
    "ecs-user-data",
    bootScript("ECS_CLUSTER=main", "ECS_CLUSTER=other"),
    "which is not a cluster of this stack",
  ],
  ["ecs-user-data", bootScript("ECS_AWSVPC_BLOCK_IMDS=true", ""), "lacks ECS_AWSVPC_BLOCK_IMDS=true"],
  [
    "ecs-user-data",
    bootScript("CONFIG\n", "CONFIG\necho ECS_AWSVPC_BLOCK_IMDS=false >> /etc/ecs/ecs.config\n"),
    "overrides ECS_AWSVPC_BLOCK_IMDS=true",
  ],
  [
    "ecs-user-data",
    bootScript("CONFIG\n", "CONFIG\necho ECS_CLUSTER=main-cluster > /etc/ecs/ecs.config\n"),
    "lacks ECS_AWSVPC_BLOCK_IMDS=true",
  ],
  [
    "ecs-user-data",
    bootScript("CONFIG\n", "CONFIG\npython3 /opt/settings.py /etc/ecs/ecs.config\n"),
    "the final value of ECS_AWSVPC_BLOCK_IMDS in its boot script cannot be determined",
  ],
  [
    "ecs-user-data",
    bootScript("CONFIG\n", "CONFIG\nperl -pi -e s/a/b/ /etc/ecs/ecs.config\n"),
    "the cluster that its boot script joins cannot be determined",
  ],
  ["ecs-user-data", bootScript('{"disk"', "{disk"), "custom attributes are not valid JSON"],
  ["ecs-auto-scaling-group (F.0.9)", group({ tags: [] }), "lacks the tag AmazonECSManaged"],
  ["ecs-auto-scaling-group (F.0.9)", broken(aws.group, (one) => (one.ignoreChanges = [])), "reset the size"],
  ["ecs-auto-scaling-group (F.0.9)", group({ forceDelete: false }), "cannot be destroyed"],
  ["ecs-auto-scaling-group (F.0.9)", group({ instanceRefresh: undefined }), "never replaces instances"],
  ["ecs-auto-scaling-group (F.0.9)", group({ maxSize: 0 }), "cannot have instances"],
  [
    "ecs-auto-scaling-group (F.0.9)",
    group({ mixedInstancesPolicy: { overrides: [{ weightedCapacity: "2" }] } }),
    "sets weights for instance types",
  ],
  [
    "ec2-spot-capacity",
    policy("launchTemplate", { overrides: [{ instanceType: "t3.medium" }] }),
    "uses Spot Instances of a single type",
  ],
  [
    "ec2-spot-capacity",
    policy("instancesDistribution", { spotAllocationStrategy: undefined }),
    "allocates its Spot Instances by price only",
  ],
  [
    "ec2-spot-capacity",
    group({ capacityRebalance: false }),
    "waits for the interruption notice instead of rebalancing",
  ],
  [
    "ec2-spot-capacity",
    bootScript("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true", ""),
    "uses main-general-template, which does not drain a Spot Instance before its interruption",
  ],
  ["ecs-scale-in-protection", group({ protectFromScaleIn: false }), "disagree on termination protection"],
  ["ecs-termination-protection", provider({ managedTerminationProtection: "DISABLED" }), "be terminated"],
  ["ecs-capacity-provider (F.0.10)", provider({ managedDraining: "DISABLED" }), "does not drain"],
  ["ecs-capacity-provider (F.0.10)", provider({ managedScaling: {} }), "does not scale its group"],
  [
    "ecs-capacity-provider (F.0.10)",
    broken(aws.capacityProvider, (one) => (one.state["name"] = "ecs-pool")),
    "a name that AWS reserves",
  ],
]);
