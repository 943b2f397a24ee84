import { isTrue, fields, list, parsed, text, type Resource, type Stack } from "@ballast/model";
import { groupOfProvider, isManaged } from "@ballast/analysis";
import type { Rule, Violation } from "../rule.ts";
import { bootSettings, ecsSettings, isOn, isPowerShell } from "../bootScripts/ecsSettings.ts";
import { bootScript, customAttributesText } from "../userData.ts";
import { aws } from "@ballast/aws";
import { releasedOf } from "./patching.ts";

const machineImage =
  /^resolve:ssm:\/aws\/service\/(ecs\/optimized-ami\/amazon-linux-2023\/|ami-windows-latest\/Windows_Server-(2019|2022|2025)-English-(Full|Core)-ECS_Optimized\/)/;

export const capacityRules: Rule[] = [
  {
    id: "ec2-launch-template",
    severity: "error",
    sentence:
      "Container instances require IMDSv2 with a hop limit of 1, have no SSH key and no public address, and have an encrypted gp3 root volume.",
    why: "Each of these protects the instance's role or disk from a task or from the internet.",
    fix: "Correct the launch template; ballast's Ec2Capacity creates a correct one.",
    covers: ["CKV_AWS_79", "CKV_AWS_88", "CKV_AWS_341"],
    types: [aws.launchTemplate],
    *check(resource) {
      const { inputs } = resource;
      const metadata = fields(inputs["metadataOptions"]);
      if (metadata["httpTokens"] !== "required") yield { part: "httpTokens", message: "allows IMDSv1" };
      if (Number(metadata["httpPutResponseHopLimit"]) !== 1)
        yield { part: "httpPutResponseHopLimit", message: "allows more than one hop for instance metadata" };
      if (inputs["keyName"] !== undefined) yield { part: "keyName", message: "sets an SSH key" };
      if (!isTrue(fields(inputs["monitoring"])["enabled"]))
        yield { part: "monitoring", message: "has no detailed monitoring" };
      if (inputs["iamInstanceProfile"] === undefined)
        yield { part: "iamInstanceProfile", message: "has no instance profile" };
      for (const card of list(inputs["networkInterfaces"]).map(fields)) {
        if (text(card["associatePublicIpAddress"]) !== "false")
          yield { part: "associatePublicIpAddress", message: "can assign public addresses to instances" };
      }
      yield* checkDisks(resource);
    },
  },
  {
    id: "ec2-machine-image",
    severity: "error",
    sentence:
      "Container instances start from AWS's newest ECS-optimized AMI of a supported operating system, or from a pinned AMI with a known age.",
    why: "An AMI of unknown age may lack security updates, and AWS withdraws older Windows AMIs.",
    fix: "Use resolve:ssm: with the public parameter of Amazon Linux 2023 or Windows Server 2019, 2022 or 2025. Or tag the template ballast:image-released with the release date of its AMI.",
    types: [aws.launchTemplate],
    *check(resource) {
      const image = text(resource.inputs["imageId"]);
      // The rule pinned-image-age checks the image's age.
      const isPinned = image.startsWith("ami-") && releasedOf(resource) !== undefined;
      if (!machineImage.test(image) && !isPinned) yield `starts from ${image || "no image"}`;
    },
  },
  {
    id: "ecs-user-data",
    severity: "error",
    sentence:
      "The boot script joins the cluster, enables task roles, and blocks tasks from the instance's role.",
    why: "An instance in the wrong cluster runs no tasks; a task that can use the instance's role has the permissions of all tasks.",
    fix: "Set ECS_CLUSTER, ECS_ENABLE_TASK_IAM_ROLE and ECS_AWSVPC_BLOCK_IMDS, and set attributes as valid JSON.",
    types: [aws.launchTemplate],
    *check(resource, stack) {
      yield* scriptFaults(stack, bootScript(resource));
    },
  },
  {
    id: "ecs-auto-scaling-group",
    severity: "error",
    sentence: "ECS controls the size of a group of container instances, and the group can be destroyed.",
    why: "ECS ignores groups without its tag; weights and a fixed size conflict with managed scaling; running instances block a destroy.",
    fix: "Tag AmazonECSManaged, ignore desiredCapacity, set forceDelete and instanceRefresh, and use no weights.",
    covers: ["CKV_AWS_153"],
    types: [aws.group],
    *check(resource, stack) {
      if (!isManaged(resource, stack)) return;
      const { inputs } = resource;
      const tags = list(inputs["tags"]).map(fields);
      if (!tags.some((tag) => tag["key"] === "AmazonECSManaged" && isTrue(tag["propagateAtLaunch"]))) {
        yield { part: "tags", message: "lacks the tag AmazonECSManaged" };
      }
      if (!resource.ignoreChanges.includes("desiredCapacity"))
        yield { part: "desiredCapacity", message: "would reset the size that ECS has set" };
      if (!isTrue(inputs["forceDelete"]))
        yield { part: "forceDelete", message: "cannot be destroyed while it has instances" };
      if (inputs["instanceRefresh"] === undefined)
        yield { part: "instanceRefresh", message: "never replaces instances of an older template" };
      if (!(Number(inputs["maxSize"]) > 0)) yield { part: "maxSize", message: "cannot have instances" };
      if (JSON.stringify(inputs["mixedInstancesPolicy"] ?? {}).includes("weightedCapacity")) {
        yield {
          part: "weightedCapacity",
          message: "sets weights for instance types, which capacity providers do not support",
        };
      }
    },
  },
  {
    id: "ec2-spot-capacity",
    severity: "error",
    sentence:
      "A group of Spot Instances uses several pools, replaces instances before AWS interrupts them, and drains instances that end.",
    why: "AWS reclaims the instances of a pool with two minutes' notice. With one pool, or without draining, all tasks end at once.",
    fix: "Set two or more instance types, price-capacity-optimized and capacityRebalance, and set ECS_ENABLE_SPOT_INSTANCE_DRAINING.",
    types: [aws.group],
    *check(resource, stack) {
      if (isManaged(resource, stack)) yield* spotFaults(stack, resource);
    },
  },
  {
    id: "ecs-scale-in-protection",
    severity: "error",
    sentence:
      "A group protects its instances from scale-in if, and only if, its capacity provider manages their termination.",
    why: "ECS rejects managed termination without the protection; the protection without managed termination leaves instances that are never terminated.",
    fix: "Turn protectFromScaleIn and managedTerminationProtection both on or both off.",
    types: [aws.capacityProvider],
    *check(resource, stack) {
      const provider = fields(resource.inputs["autoScalingGroupProvider"]);
      const group = groupOfProvider(resource, stack);
      if (!group) return;
      if (
        (provider["managedTerminationProtection"] === "ENABLED") !==
        isTrue(group.inputs["protectFromScaleIn"])
      ) {
        yield `and its group ${group.name} disagree on termination protection`;
      }
    },
  },
  {
    id: "ecs-termination-protection",
    severity: "warning",
    sentence: "Scale-in does not terminate instances that run tasks.",
    why: "Otherwise scale-in moves tasks that could have stayed.",
    fix: "Enable managedTerminationProtection.",
    types: [aws.capacityProvider],
    *check(resource) {
      const provider = fields(resource.inputs["autoScalingGroupProvider"]);
      if (Object.keys(provider).length > 0 && provider["managedTerminationProtection"] !== "ENABLED") {
        yield "lets instances with tasks be terminated";
      }
    },
  },
  {
    id: "ecs-capacity-provider",
    severity: "error",
    sentence: "A capacity provider scales and drains its group, and has a name that AWS accepts.",
    why: "Without scaling, tasks wait for instances that never start; without draining, tasks are stopped without notice.",
    fix: "Enable managedScaling with a warm-up, and managedDraining. The name must not start with aws, ecs or fargate.",
    types: [aws.capacityProvider],
    *check(resource) {
      const provider = fields(resource.inputs["autoScalingGroupProvider"]);
      const scaling = fields(provider["managedScaling"]);
      const target = Number(scaling["targetCapacity"]);
      if (scaling["status"] !== "ENABLED")
        yield { part: "managedScaling", message: "does not scale its group" };
      if (!(target >= 1 && target <= 100))
        yield {
          part: "targetCapacity",
          message: `has a target capacity of ${text(scaling["targetCapacity"]) || "no"} percent`,
        };
      if (scaling["instanceWarmupPeriod"] === undefined)
        yield { part: "instanceWarmupPeriod", message: "has no warm-up period" };
      if (provider["managedDraining"] !== "ENABLED")
        yield { part: "managedDraining", message: "does not drain instances" };
      if (/^(aws|ecs|fargate)/i.test(text(resource.state["name"])))
        yield { part: "name", message: "has a name that AWS reserves" };
    },
  },
];

function* checkDisks(resource: Resource): Iterable<Violation> {
  const mappings = list(resource.inputs["blockDeviceMappings"]).map(fields);
  if (mappings.length === 0)
    yield { part: "root volume", message: "does not configure its root volume, so the AMI determines it" };
  for (const mapping of mappings) {
    const [part, disk] = [text(mapping["deviceName"]), fields(mapping["ebs"])];
    if (text(disk["encrypted"]) !== "true")
      yield { part: `${part}/encrypted`, message: `has an unencrypted volume ${part}` };
    const type = text(disk["volumeType"]);
    if (type !== "gp3")
      yield { part: `${part}/volumeType`, message: `has a volume ${part} of type ${type || "unspecified"}` };
  }
}

function* spotFaults(stack: Stack, { inputs }: Resource): Iterable<Violation> {
  const policy = fields(inputs["mixedInstancesPolicy"]);
  const distribution = fields(policy["instancesDistribution"]);
  // AWS's default is On-Demand only.
  if (Number(distribution["onDemandPercentageAboveBaseCapacity"] ?? 100) >= 100) return;
  const launch = fields(policy["launchTemplate"]);
  const types = new Set(list(launch["overrides"]).map((override) => text(fields(override)["instanceType"])));
  if (types.size < 2) yield { part: "instanceType", message: "uses Spot Instances of a single type" };
  const strategy = text(distribution["spotAllocationStrategy"]);
  if (strategy !== "price-capacity-optimized")
    yield {
      part: "spotAllocationStrategy",
      message: `allocates its Spot Instances by ${strategy || "price only"}`,
    };
  if (!isTrue(inputs["capacityRebalance"]))
    yield {
      part: "capacityRebalance",
      message: "waits for the interruption notice instead of rebalancing before it",
    };
  const template = stack.referred(
    aws.launchTemplate,
    fields(launch["launchTemplateSpecification"])["launchTemplateId"],
  );
  if (template && !isOn(ecsSettings(bootScript(template)).get("ECS_ENABLE_SPOT_INSTANCE_DRAINING")))
    yield {
      part: "ECS_ENABLE_SPOT_INSTANCE_DRAINING",
      message: `uses ${template.name}, which does not drain a Spot Instance before its interruption`,
    };
}

/**
 * Settings that keep tasks from using the instance role, with the options of `Initialize-ECSAgent` that set
 * them.
 */
const settings = [
  ["ECS_ENABLE_TASK_IAM_ROLE", "-EnableTaskIAMRole"],
  ["ECS_AWSVPC_BLOCK_IMDS", "-AwsvpcBlockIMDS"],
] as const;

function* scriptFaults(stack: Stack, script: string): Iterable<Violation> {
  const { values: found, isUnjudged } = bootSettings(script);
  const cluster = found.get("ECS_CLUSTER");
  const clusters = stack.ofType(aws.cluster).map((one) => one.state["name"]);
  if (!cluster && isUnjudged("ECS_CLUSTER"))
    yield { part: "ECS_CLUSTER", message: "the cluster that its boot script joins cannot be determined" };
  else if (!cluster) yield { part: "ECS_CLUSTER", message: "joins no cluster" };
  else if (clusters.length > 0 && !clusters.includes(cluster))
    yield { part: "ECS_CLUSTER", message: `joins ${cluster}, which is not a cluster of this stack` };
  for (const [setting, option] of settings)
    if (!isOn(found.get(setting))) {
      const missing = isPowerShell(script) ? option : `${setting}=true`;
      const message = isUnjudged(setting)
        ? `the final value of ${setting} in its boot script cannot be determined: set it last, in plain lines`
        : found.has(setting)
          ? `a later line of its boot script overrides ${missing}`
          : `its boot script lacks ${missing}`;
      yield { part: setting, message };
    }
  const attributes = customAttributesText(script);
  if (attributes !== undefined && parsed(attributes) === undefined)
    yield { part: "ECS_INSTANCE_ATTRIBUTES", message: "its custom attributes are not valid JSON" };
}
