import { containers, fields, list, text, type ResolvedResource } from "@ballast/model";

/** What a reviewer asks of a thing first, in a few words each. */
export function notesOf(resource: ResolvedResource, parts: readonly ResolvedResource[]): string[] {
  const ofType = (type: string): ResolvedResource[] => parts.filter((part) => part.type === type);
  const facts = notes[resource.type]?.(resource, ofType) ?? [];
  return [...facts, resource.protect && "protected"].filter(
    (note) => typeof note === "string" && note !== "",
  ) as string[];
}

type Notes = (resource: ResolvedResource, parts: (type: string) => ResolvedResource[]) => (string | false)[];

const notes: Record<string, Notes> = {
  "aws:autoscaling/group:Group": ({ inputs }, parts) => {
    const template = fields(fields(inputs["mixedInstancesPolicy"])["launchTemplate"]);
    const types = list(template["overrides"]).map((one) => text(fields(one)["instanceType"]));
    const [launch] = parts("aws:ec2/launchTemplate:LaunchTemplate");
    const fallback = text(launch?.inputs["instanceType"]);
    const distribution = fields(fields(inputs["mixedInstancesPolicy"])["instancesDistribution"]);
    const spot = distribution["onDemandPercentageAboveBaseCapacity"];
    return [
      some(types.length > 0 ? types : [fallback]),
      `${text(inputs["minSize"])} to ${text(inputs["maxSize"])} instances`,
      typeof spot === "number" && spot < 100 && `${100 - spot} % Spot`,
    ];
  },
  "aws:ebs/volume:Volume": ({ inputs }) => [
    `${text(inputs["size"])} GiB ${text(inputs["type"])}`,
    `zone ${text(inputs["availabilityZone"])}`,
  ],
  "aws:ec2/subnet:Subnet": ({ inputs }, parts) => [
    text(inputs["cidrBlock"]),
    parts("aws:ec2/natGateway:NatGateway").length > 0 && "NAT gateway",
  ],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ inputs }) => [text(inputs["vpcEndpointType"]).toLowerCase()],
  "aws:ecs/service:Service": ({ inputs }, parts) => [
    inputs["schedulingStrategy"] === "DAEMON"
      ? "one task an instance"
      : inputs["desiredCount"] === 0
        ? "no tasks yet"
        : tasks(inputs["desiredCount"]),
    inputs["launchType"] === "FARGATE" && "on Fargate",
    ...taskNotes(parts("aws:ecs/taskDefinition:TaskDefinition")[0]),
  ],
  "aws:ecs/taskDefinition:TaskDefinition": (resource) => taskNotes(resource),
  "aws:efs/fileSystem:FileSystem": ({ inputs }, parts) => {
    const zone = text(inputs["availabilityZoneName"]);
    const targets = parts("aws:efs/mountTarget:MountTarget").length;
    return [
      zone === "" ? "regional" : `one zone: ${zone}`,
      targets > 0 && `${targets} mount ${targets === 1 ? "target" : "targets"}`,
    ];
  },
  "aws:fsx/windowsFileSystem:WindowsFileSystem": ({ inputs }) => [
    text(inputs["deploymentType"]).startsWith("MULTI_AZ") ? "two zones" : "one zone",
    `${text(inputs["storageCapacity"])} GiB`,
  ],
  "aws:lb/loadBalancer:LoadBalancer": ({ inputs }, parts) => [
    inputs["internal"] === true ? "internal" : "internet-facing",
    some(
      parts("aws:lb/listener:Listener").map(
        (listener) => `${text(listener.inputs["protocol"])} ${text(listener.inputs["port"])}`,
      ),
    ),
  ],
  "aws:rds/cluster:Cluster": ({ inputs }, parts) => {
    const instances = parts("aws:rds/clusterInstance:ClusterInstance").length;
    return [
      `${text(inputs["engine"])} ${text(inputs["engineVersion"])}`,
      `${instances} ${instances === 1 ? "instance" : "instances"}`,
    ];
  },
  "aws:rds/instance:Instance": ({ inputs }) => [
    `${text(inputs["engine"])} ${text(inputs["engineVersion"])}`,
    `${text(inputs["instanceClass"])}, ${inputs["multiAz"] === true ? "two zones" : "one zone"}`,
  ],
  "aws:scheduler/schedule:Schedule": ({ inputs }) => [text(inputs["scheduleExpression"])],
};

function taskNotes(task: ResolvedResource | undefined): string[] {
  if (task === undefined) return [];
  const images = containers(task.inputs).map((container) => shortImage(text(container["image"])));
  const system = text(fields(task.inputs["runtimePlatform"])["operatingSystemFamily"]);
  return [some([...new Set(images)]), system.startsWith("WINDOWS") ? "Windows" : ""];
}

/** Without its registry: `httpd:2.4`. */
function shortImage(image: string): string {
  return image.split("/").at(-1)?.split("@")[0] ?? image;
}

function tasks(count: unknown): string {
  return typeof count === "number" ? `${count} ${count === 1 ? "task" : "tasks"}` : "tasks";
}

function some(words: readonly string[]): string {
  return words.length > 2 ? `${words.slice(0, 2).join(", ")} + ${words.length - 2}` : words.join(", ");
}
