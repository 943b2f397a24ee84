import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  BootCondition,
  BootPhase,
  heldId,
  isLater,
  OperatingSystem,
  regionalArn,
  storeProtection,
  subjectOf,
  waiversOf,
  type BootStep,
  type InstancePart,
  type Statement,
  type Waivers,
  fromComputed,
  required,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { readSecret } from "../statements.ts";
import {
  check,
  controllerCount,
  directoryIdForm,
  heldArgs,
  heldServers,
  type DirectoryArgs,
} from "./args.ts";
import { createManagedDirectory } from "./managedTemplate.ts";
import { memberScript } from "./memberScript.ts";
import { reachDirectory } from "./ports.ts";
import { createResolver } from "./resolver.ts";
import type { DirectoryShape, SelfManagedDomain } from "./shape.ts";

/** The attribute that identifies the members of a domain in ECS. */
export const domainAttribute = "ballast.domain";

/**
 * The Active Directory domain of file servers and container instances: an AWS Managed Microsoft AD that the component
 * creates, an existing directory of AWS Directory Service, or a self-managed domain.
 *
 * If the component creates the directory, AWS generates the administrator's password and stores it in Secrets Manager.
 * No state, plan or log contains it. It expires after 42 days, like every password there. The stack does not use it,
 * and `aws ds reset-user-password` replaces it even after it has expired. Joining sets the DNS servers of the members,
 * so a VPC's DHCP options are not changed.
 *
 * It has no `watchPart`: AWS Directory Service reports an impaired directory only to an SNS topic that you register
 * (`aws ds register-event-topic`), and neither to a metric nor to an event.
 *
 * With `instancePart`, an instance joins its cluster only after it has joined the domain, which `DomainMembers` does.
 * Joining the domain restarts Windows, and the boot script, which runs on every start, then continues.
 *
 * Charges: a directory that the component creates, per hour and domain controller (two); one secret per month; and the
 * endpoint of `resolverSubnetIds` per hour and network interface. Creating and deleting a directory takes 20 to 45
 * minutes.
 */
export class Directory extends pulumi.ComponentResource implements DirectoryShape {
  readonly domainName: string;
  /** NetBIOS name, the part before the backslash in `CORP\user`. */
  readonly shortName: string;
  /** Undefined for a self-managed domain. */
  readonly directoryId: pulumi.Output<string> | undefined;
  readonly dnsIps: pulumi.Output<string[]>;
  readonly prefixListId: pulumi.Output<string>;
  readonly selfManaged: SelfManagedDomain | undefined;
  /**
   * ARN of the secret with the administrator's credentials, as JSON with `username` and `password`. Only for a
   * directory that the component creates.
   */
  readonly adminSecretArn: pulumi.Output<string> | undefined;
  /** For capacities whose instances join the domain. */
  readonly instancePart: InstancePart;
  /**
   * For capacities whose tasks use a `credentialSpec` of this directory; the instances do not have to join the domain.
   */
  readonly gmsaPart: InstancePart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: DirectoryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "Directory", name, args, check);
    super("ballast-fsx-windows:index:Directory", name, {}, opts);
    const child = { parent: this };

    this.domainName = args.domainName;
    this.shortName = args.shortName ?? (args.domainName.split(".")[0] ?? "").slice(0, 15).toUpperCase();
    const made = args.managed ? createManagedDirectory(name, args, this.shortName, child) : undefined;
    this.directoryId =
      made?.directoryId ??
      (args.existing &&
        pulumi.output(
          heldId(
            subjectOf("Directory", name),
            "existing.directoryId",
            args.existing.directoryId,
            directoryIdForm,
          ),
        ));
    this.dnsIps = made?.dnsIps ?? heldServers(name, args);
    this.prefixListId = createPrefixList(name, args, this.dnsIps, child).id;
    for (const [key, { securityGroupId }] of Object.entries(args.clients ?? {})) {
      const groupId = required(securityGroupId, `clients.${key}.securityGroupId`);
      const reach = { groupId, prefixListId: this.prefixListId, description: key };
      reachDirectory(`${name}-from-${key}`, reach, child);
    }
    if (args.resolverSubnetIds)
      createResolver(name, { ...args, dnsIps: this.dnsIps, prefixListId: this.prefixListId }, child);

    const held = heldArgs(name, args);
    this.selfManaged = held.selfManaged && domainOf(held.selfManaged);
    this.adminSecretArn = made?.adminSecretArn;
    this.instancePart = {
      bootSteps: {
        [name]: {
          phase: BootPhase.BeforeAgent,
          operatingSystem: OperatingSystem.Windows,
          // An association joins it.
          waitsFor: [BootCondition.SsmAgent],
          provides: [BootCondition.Domain],
          script: memberScript(args.domainName),
        },
      },
      statements: joinStatements(held, this.directoryId),
      attributes: { [domainAttribute]: args.domainName },
    };
    this.gmsaPart = { bootSteps: { [`${name}-gmsa`]: gmsaStep } };
    const nested = (logicalId: string): string => `${name}-directory (${logicalId})`;
    this.waivers = args.managed
      ? waiversOf({
          "data-retention": {
            [nested("Admin")]: storeProtection(args),
            [nested("Directory")]: storeProtection(args),
          },
          "secret-rotation": {
            [nested("Admin")]: {
              enabled: false,
              reason: "the directory has the password; after a reset there, store the new one here",
            },
          },
        })
      : {};
    this.registerOutputs({
      domainName: this.domainName,
      shortName: this.shortName,
      directoryId: this.directoryId,
      dnsIps: this.dnsIps,
      prefixListId: this.prefixListId,
      adminSecretArn: this.adminSecretArn,
      waivers: this.waivers,
    });
  }
}

/**
 * The ECS agent looks for the plugin of domainless gMSA, and takes tasks with credential specifications, only where it is told to
 * (amazon-ecs-agent, parseGMSADomainlessCapability). ECS places such tasks on instances that have the plugin alone.
 */
const gmsaStep: BootStep = {
  phase: BootPhase.BeforeAgent,
  operatingSystem: OperatingSystem.Windows,
  waitsFor: [],
  provides: [],
  script: '[Environment]::SetEnvironmentVariable("ECS_GMSA_SUPPORTED", "true", "Machine")',
};

function domainOf({
  dnsIps: _found,
  ...domain
}: NonNullable<DirectoryArgs["selfManaged"]>): SelfManagedDomain {
  return domain;
}

/** One list for every rule: the controllers of a directory have addresses, and its own group is not in CloudFormation's answer. */
function createPrefixList(
  name: string,
  args: DirectoryArgs,
  dnsIps: pulumi.Output<string[]>,
  child: pulumi.ComponentResourceOptions,
): aws.ec2.ManagedPrefixList {
  const blocks = args.controllerCidrBlocks ?? [];
  return new aws.ec2.ManagedPrefixList(
    `${name}-controllers`,
    {
      addressFamily: "IPv4",
      maxEntries: isLater((args.existing ?? args.selfManaged)?.dnsIps)
        ? dnsIps.apply((ips) => ips.length + blocks.length)
        : controllerCount(args),
      entries: fromComputed(dnsIps, (ips) => [
        ...ips.map((ip) => ({ cidr: `${ip}/32`, description: `DNS server of ${args.domainName}` })),
        ...blocks.map((cidr) => ({ cidr, description: `Domain controllers of ${args.domainName}` })),
      ]),
      tags: { Name: `${name}-controllers` },
    },
    child,
  );
}

/** The permissions of AmazonSSMDirectoryServiceAccess, for this directory only. Instances join a self-managed domain with its secret. */
function joinStatements(args: DirectoryArgs, directoryId: pulumi.Output<string> | undefined): Statement[] {
  if (directoryId === undefined) {
    const { joinSecretArn, kmsKeyArn } = required(args.selfManaged, "selfManaged");
    return readSecret(args.site, joinSecretArn, kmsKeyArn);
  }
  return [
    {
      actions: ["ds:CreateComputer"],
      resources: [regionalArn(args.site, "ds", pulumi.interpolate`directory/${directoryId}`)],
    },
    // Describing knows no resource.
    { actions: ["ds:DescribeDirectories"], resources: ["*"] },
  ];
}
