import { aws } from "@ballast/aws";
import {
  isTrue,
  containers,
  fields,
  isFields,
  list,
  parsed,
  text,
  type Fields,
  type Resource,
  type Stack,
} from "@ballast/model";
import { groupOfProvider } from "../capacity.ts";
import { groupsOf, type Party } from "./parties.ts";
import type { Need, Place } from "./place.ts";
import type { Reachability } from "./reachability.ts";
import type { Reached } from "./reached.ts";

/** Services that the ECS agent calls (developer guide, "Amazon ECS interface VPC endpoints", 2026-11). */
const agentServices = ["ecs", "ecs-agent", "ecs-telemetry"];
/**
 * Services that the Systems Manager agent calls ("Improve the security of EC2 instances by using VPC
 * endpoints", 2026-11).
 */
const managerServices = ["ssm", "ssmmessages", "ec2messages"];
/** Services for pulling an image from ECR: the registry's two endpoints, and S3 for the layers. */
const registryServices = ["ecr.api", "ecr.dkr", "s3"];

const otherDatabases = [aws.documentCluster, aws.graphCluster];

/** A required connection, and whether it is possible. */
export interface MetNeed {
  need: Need;
  reached: Reached;
}

/** The connections that a stack requires, derived from its resources, and whether each is possible. */
export function needsIn(network: Reachability): MetNeed[] {
  return needsOf(network).map((need) => ({ need, reached: network.meets(need) }));
}

function needsOf({ stack, parties }: Reachability): Need[] {
  const by = new Map(parties.map((party) => [party.resource, party]));
  const partyOf = (resource: Resource | undefined): Party[] => {
    const found = resource && by.get(resource);
    return found ? [found] : [];
  };
  return [
    ...parties.flatMap((party) => ofBalancer(party, stack)),
    ...stack.ofType(aws.service).flatMap((service) => ofService(service, stack, partyOf)),
    ...stack.ofType(aws.capacityProvider).flatMap((provider) => ofHosts(provider, stack, partyOf)),
    ...stack
      .ofType(aws.project)
      .flatMap((project) =>
        partyOf(project).flatMap((party) => [
          ...ofBuild(project, party),
          ...ofNamed(project, party, stack, partyOf),
        ]),
      ),
  ];
}

const at = (party: Party): Place => ({ kind: "party", party });
const https = (from: Party, why: string, ...services: string[]): Need[] =>
  services.map((service) => ({ from, to: { kind: "service", service }, port: 443, why }));

function ofBalancer(from: Party, stack: Stack): Need[] {
  return from.forwards.flatMap(({ port, targets }) =>
    targets.flatMap(({ party, port: own, group }) => {
      const checked = Number(fields(stack.byUrn(group)?.inputs["healthCheck"])["port"]);
      return [
        { from, to: at(party), port: own, why: `to forward requests to its port ${port}` },
        ...(Number.isInteger(checked) && checked !== own
          ? [{ from, to: at(party), port: checked, why: "for health checks" }]
          : []),
      ];
    }),
  );
}

type PartiesOf = (resource: Resource | undefined) => Party[];

function ofService(service: Resource, stack: Stack, partyOf: PartiesOf): Need[] {
  const definition = stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
  if (definition === undefined) return [];
  const hosts = groupsOf(service, stack).flatMap(partyOf);
  const isOnHosts = service.inputs["launchType"] !== "FARGATE" && hosts.length > 0;
  const tasks = partyOf(service);
  // On instances, the ECS agent there pulls images, writes logs and fetches secrets. Fargate uses the task's
  // own interface.
  const agents = isOnHosts ? hosts : tasks;
  return [
    ...agents.flatMap((party) => ofTask(definition.inputs, party, service.name)),
    ...volumesOf(definition.inputs).flatMap((volume) => ofVolume(volume, tasks, agents, stack, partyOf)),
    ...(isTrue(service.inputs["enableExecuteCommand"])
      ? tasks.flatMap((party) => https(party, "for ECS Exec", "ssmmessages"))
      : []),
    ...tasks.flatMap((party) => ofNamed(definition, party, stack, partyOf)),
  ];
}

function ofTask(definition: Fields, from: Party, name: string): Need[] {
  const all = containers(definition);
  const images = all.map(({ image }) => text(image));
  const isOwn = (image: string): boolean => /\.dkr[.-]ecr\./.test(image);
  const logs = all.some((one) => fields(one["logConfiguration"])["logDriver"] === "awslogs");
  const secrets = all.flatMap((one) =>
    list(one["secrets"]).map((secret) => text(fields(secret)["valueFrom"])),
  );
  const stored = [
    ...new Set(secrets.map((reference) => (/:secretsmanager:/.test(reference) ? "secretsmanager" : "ssm"))),
  ];
  const elsewhere: Need[] = images.some((image) => image !== "" && !isOwn(image))
    ? [{ from, to: { kind: "internet" }, port: 443, why: `to pull the images of ${name}` }]
    : [];
  return [
    ...(images.some(isOwn) ? https(from, `to pull the images of ${name}`, ...registryServices) : []),
    ...elsewhere,
    ...(logs ? https(from, `to write the logs of ${name}`, "logs") : []),
    ...https(from, `to fetch the secrets of ${name}`, ...stored),
  ];
}

function volumesOf(definition: Fields): Fields[] {
  return list(definition["volumes"]).map(fields);
}

function ofVolume(volume: Fields, tasks: Party[], agents: Party[], stack: Stack, partyOf: PartiesOf): Need[] {
  const nfs = volume["efsVolumeConfiguration"];
  const smb = volume["fsxWindowsFileServerVolumeConfiguration"];
  const [from, type, port] = isFields(nfs)
    ? [tasks, aws.fileSystem, 2049]
    : [agents, aws.windowsFileSystem, 445];
  const store = stack.referred(type, fields(nfs ?? smb)["fileSystemId"]);
  return from.flatMap((one) =>
    partyOf(store).map((party) => ({
      from: one,
      to: at(party),
      port,
      why: `to mount the volume ${text(volume["name"])}`,
    })),
  );
}

/** A task whose definition uses values of a listening resource must connect to it. */
function ofNamed(definition: Resource, from: Party, stack: Stack, partyOf: PartiesOf): Need[] {
  const named = new Set(definition.dependsOn);
  return stack
    .ofType(aws.databaseInstance, aws.databaseCluster, ...otherDatabases, aws.loadBalancer)
    .filter(({ urn }) => named.has(urn))
    .flatMap(partyOf)
    .flatMap((party) =>
      party.listens.map((port) => ({ from, to: at(party), port, why: `which ${definition.name} names` })),
    );
}

function ofHosts(provider: Resource, stack: Stack, partyOf: PartiesOf): Need[] {
  return partyOf(groupOfProvider(provider, stack)).flatMap((party) => [
    ...https(party, "for the ECS agent", ...agentServices),
    ...https(party, "for the Systems Manager agent", ...managerServices),
  ]);
}

/** The last part of an endpoint's name, by the AWS CLI's name of a service. */
const endpoints: Record<string, string> = {
  cloudwatch: "monitoring",
  codebuild: "codebuild",
  ecr: "ecr.api",
  ecs: "ecs",
  inspector2: "inspector2",
  kms: "kms",
  lambda: "lambda",
  secretsmanager: "secretsmanager",
  sns: "sns",
  ssm: "ssm",
  sts: "sts",
};

/** Endpoints of services that a script calls by the AWS CLI. */
function calledServices(commands: string): string[] {
  const named = [...commands.matchAll(/\baws ([a-z0-9]+) [a-z]/g)].map(([, service = ""]) => service);
  return [...new Set(named)].flatMap((service) =>
    Object.hasOwn(endpoints, service) ? (endpoints[service] ?? []) : [],
  );
}

/** Programs that fetch packages from mirrors over HTTP (Debian's and Ubuntu's default sources.list). */
const plainMirrors = /\bapt(-get)?\b[^\n]*\b(update|install)\b|\bhttp:\/\/(?!localhost|127\.|169\.254\.)/;

/** Hosts in the `docker login` commands of a script. */
const loginsTo = (commands: string): string[] =>
  [
    ...commands.matchAll(/\bdocker login\b(?:(?!docker ).){0,200}?--password-stdin ([a-z0-9][a-z0-9.:-]*)/g),
  ].map(([, host = ""]) => host);
const isOwnRegistry = /\.dkr[.-]ecr\./;

function ofBuild({ inputs }: Resource, from: Party): Need[] {
  const specification = text(fields(inputs["source"])["buildspec"]);
  // A line break, so that a command that begins a line begins a word.
  const commands = JSON.stringify(parsed(specification) ?? specification).replaceAll("\\n", "\n");
  return [
    ...https(from, "to write build logs", "logs"),
    ...https(from, "to read and write artifacts", "s3"),
    ...calledServices(commands).flatMap((service) =>
      https(from, "to make a call of its build commands", service),
    ),
    ...(loginsTo(commands).some((host) => !isOwnRegistry.test(host))
      ? [
          {
            from,
            to: { kind: "internet" } as const,
            port: 443,
            why: "because its build commands log in to a registry",
          },
        ]
      : []),
    ...(plainMirrors.test(commands)
      ? [
          {
            from,
            to: { kind: "internet" } as const,
            port: 80,
            why: "because its build commands download over HTTP",
          },
        ]
      : []),
  ];
}
