import schema from "#schema" with { type: "json" };
import { checkDirectoryShape } from "../directory/args.ts";
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkKeys,
  checkWhole,
  type Faults,
  given,
  refuseLate,
  whenReady,
  subjectOf,
  required,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { joinWaitSeconds } from "../directory/memberScript.ts";
import { heldDirectory, type DirectoryShape } from "../directory/shape.ts";
import type { ShareMapping } from "../files/globalMapping.ts";
import { checkParameterName, parameterNameFault } from "../files/parameterName.ts";
import { membershipDocument } from "./membershipDocument.ts";
import { watchMembers } from "./watched.ts";

export interface DomainMembersArgs {
  /** The domain that the instances join. */
  directory: DirectoryShape;
  /**
   * Names of the instances' Auto Scaling groups, keyed by name: the association includes all present and future
   * instances.
   */
  autoScalingGroupNames: Record<string, pulumi.Input<string>>;
  /** `mapping` of file systems in mode `globalMapping`, keyed by name. @default - none */
  shares?: Record<string, ShareMapping>;
  /**
   * Minutes between two runs of the association, which check membership and mappings. AWS's minimum is 30. With more than
   * 40, a failed association would not run again within the 45 minutes that a starting instance waits for it.
   *
   * @default 30
   */
  scheduleMinutes?: number;
  /**
   * Name of a bucket for the output of every run. The instances then need permission to write to it.
   *
   * @default - none: Systems Manager keeps only the beginning of the output
   */
  outputBucket?: pulumi.Input<string>;
}

/**
 * Joins container instances to a domain and maps shares on them. A State Manager association targets the tag of their
 * Auto Scaling group. It runs on each new instance, and again on a schedule. It does not repeat steps that are already
 * done.
 *
 * There is no charge.
 */
export class DomainMembers extends pulumi.ComponentResource {
  /** The Systems Manager document that joins an instance; run it again with Run Command. */
  readonly documentName: pulumi.Output<string>;
  /** Ids of the associations, keyed by the groups' names. */
  readonly associationIds: Record<string, pulumi.Output<string>>;
  /**
   * The document's name, known once every group is associated. A service that depends on it waits for the associations.
   */
  readonly ready: pulumi.Output<string>;
  /** For `Watch`. */
  readonly watchPart: WatchPart;

  constructor(name: string, args: DomainMembersArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "DomainMembers", name, args, check);
    super("ballast-fsx-windows:index:DomainMembers", name, {}, opts);
    const child = { parent: this };

    const document = new aws.ssm.Document(
      `${name}-document`,
      {
        documentType: "Command",
        documentFormat: "JSON",
        targetType: "/AWS::EC2::Instance",
        content: documentContent(subjectOf("DomainMembers", name), args),
      },
      child,
    );
    const associations = Object.entries(args.autoScalingGroupNames).map(
      ([key, groupName]) => [key, associate(`${name}-${key}`, document, groupName, args, child)] as const,
    );

    this.documentName = document.name;
    this.associationIds = Object.fromEntries(
      associations.map(([key, association]) => [key, association.associationId]),
    );
    this.watchPart = watchMembers(name, this.associationIds);
    this.ready = whenReady(document.name, Object.values(this.associationIds));
    this.registerOutputs({
      documentName: this.documentName,
      associationIds: this.associationIds,
      ready: this.ready,
    });
  }
}

function check(faults: Faults, args: DomainMembersArgs): void {
  checkDirectoryShape(faults, args.directory);
  checkKeys(faults, "autoScalingGroupNames", args.autoScalingGroupNames, { from: 1 });
  checkKeys(faults, "shares", args.shares ?? {});
  // Five minutes are left for the run itself.
  checkWhole(faults, "scheduleMinutes", args.scheduleMinutes, {
    from: 30,
    to: joinWaitSeconds / 60 - 5,
    unit: "minutes",
  });
  for (const [key, share] of Object.entries(args.shares ?? {}))
    for (const parameter of parameters)
      checkParameterName(faults, `shares.${key}.${parameter}`, share[parameter] ?? null);
  const letters = Object.values(args.shares ?? {}).map(({ driveLetter }) => driveLetter);
  for (const [key, { driveLetter }] of Object.entries(args.shares ?? {})) {
    if (letters.filter((letter) => letter === driveLetter).length > 1)
      faults.add(
        `shares.${key}.driveLetter`,
        `${given(driveLetter)} is mapped twice; a drive letter maps one share.`,
      );
  }
}

const parameters = ["userNameParameter", "passwordParameter"] as const;

function documentContent(
  subject: string,
  { directory, shares = {} }: DomainMembersArgs,
): pulumi.Output<string> {
  const { domainName, dnsIps, directoryId, selfManaged } = heldDirectory(subject, directory);
  const membership = {
    join: selfManaged
      ? {
          domainName,
          dnsIps,
          joinSecretArn: selfManaged.joinSecretArn,
          ...(selfManaged.organizationalUnit !== undefined && {
            organizationalUnit: selfManaged.organizationalUnit,
          }),
        }
      : { domainName, dnsIps, directoryId: required(directoryId, "directory.directoryId") },
    shares,
  };
  return pulumi.output(membership).apply((known) => {
    for (const [key, share] of Object.entries(known.shares))
      for (const parameter of parameters)
        refuseLate(subject, `shares.${key}.${parameter}`, parameterNameFault(share[parameter]));
    return membershipDocument(known);
  });
}

function associate(
  name: string,
  document: aws.ssm.Document,
  groupName: pulumi.Input<string>,
  args: DomainMembersArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ssm.Association {
  return new aws.ssm.Association(
    name,
    {
      name: document.name,
      // A changed document runs at once.
      documentVersion: document.latestVersion,
      associationName: `${pulumi.getStack()}-${name}`,
      targets: [{ key: "tag:aws:autoscaling:groupName", values: [groupName] }],
      scheduleExpression: `rate(${args.scheduleMinutes ?? 30} minutes)`,
      applyOnlyAtCronInterval: false,
      complianceSeverity: "HIGH",
      // One instance that fails keeps no other from being served.
      maxConcurrency: "100%",
      maxErrors: "100%",
      outputLocation:
        args.outputBucket === undefined ? undefined : { s3BucketName: args.outputBucket, s3KeyPrefix: name },
    },
    child,
  );
}
