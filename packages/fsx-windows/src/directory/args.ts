import {
  checkClients,
  checkId,
  checkKeyArn,
  checkSecretArn,
  checkKeys,
  checkRetention,
  checkWithoutEffect,
  type Faults,
  held,
  type IdForm,
  isLater,
  kindOf,
  given,
  parseCidrBlock,
  type Client,
  type Retention,
  type SiteArgs,
  subjectOf,
  type VpcArgs,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { directoryPorts, rulesPerGroup } from "./ports.ts";
import { heldJoin, type DirectoryShape, type SelfManagedDomain } from "./shape.ts";

/** Edition of AWS Managed Microsoft AD; it cannot be changed later. */
export const DirectoryEdition = {
  /** For about 30,000 directory objects. */
  Standard: "standard",
  /** For about 500,000 directory objects. */
  Enterprise: "enterprise",
} as const;
export type DirectoryEdition = (typeof DirectoryEdition)[keyof typeof DirectoryEdition];

/** An AWS Managed Microsoft AD that the component creates. */
export interface ManagedDirectory {
  /** Exactly two private subnets, keyed by zone: one for each domain controller. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** `standard` is for about 30,000 objects, `enterprise` for 500,000. @default "standard" */
  edition?: DirectoryEdition;
}

/** An existing directory of AWS Directory Service. */
export interface ExistingDirectory {
  /** `d-0123456789`. */
  directoryId: pulumi.Input<string>;
  /** IP addresses of its DNS servers, from the directory's details: one to three IPv4 addresses. */
  dnsIps: pulumi.Input<pulumi.Input<string>[]>;
}

/** How to reach and join a self-managed domain. */
export interface SelfManagedDirectory extends SelfManagedDomain {
  /** IP addresses of its DNS servers: one or two IPv4 addresses, private or of the VPC. */
  dnsIps: pulumi.Input<pulumi.Input<string>[]>;
}

export interface DirectoryArgs extends SiteArgs, VpcArgs {
  /** Fully qualified: `corp.example.com`. It cannot be changed later. */
  domainName: string;
  /** NetBIOS name, up to 15 characters. @default - the domain name's first word in capitals */
  shortName?: string;
  /** Creates an AWS Managed Microsoft AD. @default - none; give one of `managed`, `existing` and `selfManaged` */
  managed?: ManagedDirectory;
  /** Uses a directory of AWS Directory Service. @default - none */
  existing?: ExistingDirectory;
  /** Uses a domain that you operate yourself. @default - none */
  selfManaged?: SelfManagedDirectory;
  /** CIDR blocks of domain controllers in addition to the DNS servers, in canonical form. @default - none */
  controllerCidrBlocks?: string[];
  /**
   * Security groups of the instances that join the domain, keyed by name. File systems add theirs automatically.
   *
   * @default - none
   */
  clients?: Record<string, Client>;
  /**
   * Private subnets, keyed by zone, for an outbound endpoint of Route 53 Resolver. A rule forwards the domain's names
   * to its DNS servers for the whole VPC. Each network interface is charged per hour, and queries per million.
   *
   * @default - none: members use the directory's DNS servers, which joining sets
   */
  resolverSubnetIds?: Record<string, pulumi.Input<string>>;
  /** Whether a `managed` directory remains when the stack is destroyed. Only with `managed`. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the directory and its administrator's secret. Waives the rule `data-retention`, for
   * these only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

export const directoryIdForm: IdForm = {
  what: "the id of a directory",
  pattern: /^d-[0-9a-f]{10}$/,
  example: "d-0123456789",
};

/** A directory of AWS has one for each domain controller, and Amazon FSx is given two of a self-managed domain's. */
const mostServers = { existing: 3, selfManaged: 2 };

const fullName = /^(?=.{4,255}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** @param path Where the name was given. */
export function checkDomainName(faults: Faults, path: string, domainName: string): void {
  if (!fullName.test(domainName))
    faults.add(
      path,
      `${given(domainName)} is not a fully qualified domain name, for example "corp.example.com".`,
    );
}

/** A domain is joined in one of two ways. */
export function checkDirectoryShape(
  faults: Faults,
  { domainName, directoryId, selfManaged }: DirectoryShape,
): void {
  checkSecretArn(faults, "directory.selfManaged.joinSecretArn", selfManaged?.joinSecretArn);
  checkDomainName(faults, "directory.domainName", domainName);
  if ((directoryId === undefined) === (selfManaged === undefined))
    faults.add(
      "directory.directoryId",
      "give either directoryId or selfManaged; a file system and its hosts join the same domain.",
    );
}

export function check(faults: Faults, args: DirectoryArgs): void {
  checkDirectory(faults, args);
  checkRetention(faults, args);
  if (args.managed === undefined) {
    const why = "it is only for a directory that the component creates (managed). Leave it out.";
    checkWithoutEffect(faults, "", args, ["retention", "retentionReason"], why);
  }
  if (args.managed) checkKeys(faults, "managed.subnetIds", args.managed.subnetIds, { from: 2, to: 2 });
  if (args.resolverSubnetIds) checkKeys(faults, "resolverSubnetIds", args.resolverSubnetIds, { from: 2 });
  checkClientGroups(faults, args.clients ?? {});
}

/** The arguments with a reference to the secret that is what it must be, if it is only known later, too. */
export function heldArgs(name: string, args: DirectoryArgs): DirectoryArgs {
  return args.selfManaged === undefined
    ? args
    : { ...args, selfManaged: heldJoin(subjectOf("Directory", name), "selfManaged", args.selfManaged) };
}

/** Which domain it is, and where: what settings can be held to. */
export type DirectorySource = Partial<DirectoryArgs> & { domainName: string };

export function checkDirectory(faults: Faults, args: DirectorySource): void {
  const sources = [args.managed, args.existing, args.selfManaged].filter((source) => source !== undefined);
  if (sources.length !== 1)
    faults.add("managed", `${sources.length} sources are given; give one of managed, existing, selfManaged.`);
  checkDomainName(faults, "domainName", args.domainName);
  if (args.shortName !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]{0,14}$/.test(args.shortName))
    faults.add("shortName", `${given(args.shortName)} is not a NetBIOS name of up to 15 letters and digits.`);
  checkId(faults, "existing.directoryId", args.existing?.directoryId, directoryIdForm);
  checkAddresses(faults, "existing.dnsIps", args.existing?.dnsIps, mostServers.existing);
  checkAddresses(faults, "selfManaged.dnsIps", args.selfManaged?.dnsIps, mostServers.selfManaged);
  checkSecretArn(faults, "selfManaged.joinSecretArn", args.selfManaged?.joinSecretArn);
  checkKeyArn(faults, "selfManaged.kmsKeyArn", args.selfManaged?.kmsKeyArn);
  checkControllers(faults, args);
}

/** Every client must have a security group: an address range has no rules that could be changed. */
function checkClientGroups(faults: Faults, clients: Record<string, Client>): void {
  checkKeys(faults, "clients", clients);
  checkClients(faults, "clients", clients);
  for (const [key, { securityGroupId }] of Object.entries(clients)) {
    if (securityGroupId === undefined)
      faults.add(`clients.${key}`, "has no securityGroupId, by which members of the domain are identified.");
  }
}

function checkAddresses(
  faults: Faults,
  path: string,
  addresses: pulumi.Input<pulumi.Input<string>[]> | undefined,
  most: number,
): void {
  if (!Array.isArray(addresses)) return;
  const count = countFault(addresses.length, most);
  if (count !== undefined) faults.add(path, count);
  for (const [position, address] of addresses.entries()) {
    if (!isLater(address) && parseCidrBlock(`${address as string}/32`) === undefined)
      faults.add(
        `${path}[${position}]`,
        `${given(address)} is not an IPv4 address, for example "10.0.0.10".`,
      );
  }
}

function countFault(count: number, most: number): string | undefined {
  return count > 0 && count <= most ? undefined : `has ${count} entries; allowed: 1 to ${most}.`;
}

/** The DNS servers that are given; outputs that turn out to be something else fail what uses them. */
export function heldServers(name: string, args: DirectoryArgs): pulumi.Output<string[]> {
  const source = args.existing ? "existing" : "selfManaged";
  const most = mostServers[source];
  return held(
    subjectOf("Directory", name),
    `${source}.dnsIps`,
    pulumi.output(args[source]?.dnsIps ?? []),
    (known) => {
      if (!Array.isArray(known)) return `is ${kindOf(known)} (not shown) and not a list of addresses.`;
      const others = known.filter((address) => parseCidrBlock(`${String(address)}/32`) === undefined);
      return others.length > 0
        ? `has ${others.length} entries (not shown) that are not IPv4 addresses.`
        : countFault(known.length, most);
    },
  );
}

function checkControllers(faults: Faults, args: DirectorySource): void {
  for (const [position, block] of (args.controllerCidrBlocks ?? []).entries()) {
    if (parseCidrBlock(block) === undefined)
      faults.add(
        `controllerCidrBlocks[${position}]`,
        `${given(block)} is not a canonical IPv4 block, for example "10.0.0.0/24".`,
      );
  }
  // Every rule counts once for each entry of the list, and other rules need room beside them.
  const most = Math.floor((rulesPerGroup - 8) / Object.keys(directoryPorts).length);
  const entries = controllerCount(args);
  if (entries > most)
    faults.add(
      "controllerCidrBlocks",
      `makes ${entries} ranges with the DNS servers, and AWS's quota of rules for a group leaves room for ${most}; ` +
        "give one block that holds several controllers.",
    );
}

/** How many entries the prefix list has, at the most where the servers are known only later. */
export function controllerCount({ existing, selfManaged, controllerCidrBlocks }: DirectorySource): number {
  const servers = existing?.dnsIps ?? selfManaged?.dnsIps;
  const most = existing ? mostServers.existing : mostServers.selfManaged;
  return (Array.isArray(servers) ? servers.length : most) + (controllerCidrBlocks?.length ?? 0);
}
