import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import { isRefused } from "@ballast/aws/services/naming";
import { httpNamespaceName, isDomain, zoneName } from "@ballast/aws/services/servicediscovery";
import { checkArguments, checkWithoutEffect, given, required, type Faults } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** How the names of a namespace are found. */
export const NamespaceKind = {
  /** By DNS in one VPC, and by Service Connect. */
  PrivateDns: "privateDns",
  /** By Service Connect, and calls of AWS Cloud Map. */
  Http: "http",
} as const;
export type NamespaceKind = (typeof NamespaceKind)[keyof typeof NamespaceKind];

export interface NamespaceArgs {
  /** Of `privateDns` the domain, for example `prod.internal`; a change replaces the namespace. */
  namespaceName: string;
  /** How its names are found. @default "privateDns" */
  kind?: NamespaceKind;
  /** The VPC whose resolver knows the names; its DNS support and DNS host names must be on. @default - needed for `privateDns` */
  vpcId?: pulumi.Input<string>;
}

/**
 * A namespace of AWS Cloud Map, in which services have the names that `discovery` gives them.
 *
 * Costs the month of a hosted zone as `privateDns`, and nothing as `http`.
 */
export class Namespace extends pulumi.ComponentResource {
  /** For `discovery.dns` of services. */
  readonly namespaceId: pulumi.Output<string>;
  /** For `discovery.connect` of services. */
  readonly namespaceArn: pulumi.Output<string>;
  /** The domain of its names. */
  readonly namespaceName: pulumi.Output<string>;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "Namespace", name, args, check);
    super("ballast-ecs:index:Namespace", name, {}, opts);

    const namespace = creators[args.kind ?? NamespaceKind.PrivateDns](`${name}-namespace`, args, {
      parent: this,
    });
    this.namespaceId = namespace.id;
    this.namespaceArn = namespace.arn;
    this.namespaceName = namespace.name;
    this.registerOutputs({
      namespaceId: this.namespaceId,
      namespaceArn: this.namespaceArn,
      namespaceName: this.namespaceName,
    });
  }
}

type Created = aws.servicediscovery.PrivateDnsNamespace | aws.servicediscovery.HttpNamespace;

const creators: Record<
  NamespaceKind,
  (name: string, args: NamespaceArgs, child: pulumi.CustomResourceOptions) => Created
> = {
  privateDns: (name, { namespaceName, vpcId }, child) =>
    new aws.servicediscovery.PrivateDnsNamespace(
      name,
      { name: namespaceName, vpc: required(vpcId, "The VPC of a private DNS namespace") },
      child,
    ),
  http: (name, { namespaceName }, child) =>
    new aws.servicediscovery.HttpNamespace(name, { name: namespaceName }, child),
};

const hasDns: Record<NamespaceKind, boolean> = { privateDns: true, http: false };
const isNamed: Record<NamespaceKind, (name: string) => boolean> = {
  privateDns: (name) => isDomain(name) && !isRefused(zoneName, name),
  http: (name) => !isRefused(httpNamespaceName, name),
};
const forms: Record<NamespaceKind, string> = {
  privateDns:
    'a domain; use, for example, "prod.internal", with up to 63 letters, digits and hyphens between dots',
  http: `a name for a namespace; use up to ${httpNamespaceName.maximum} ${httpNamespaceName.allowed}`,
};

function check(faults: Faults, args: NamespaceArgs): void {
  const { namespaceName, kind = NamespaceKind.PrivateDns, vpcId } = args;
  if (isNamed[kind]?.(namespaceName) === false)
    faults.add("namespaceName", `${given(namespaceName)} is not ${forms[kind]}.`);
  if (!hasDns[kind])
    checkWithoutEffect(
      faults,
      "",
      args,
      ["vpcId"],
      'the kind "http" has no DNS names. Leave it out, or use "privateDns".',
    );
  else if (vpcId === undefined)
    faults.add(
      "vpcId",
      'is missing; names of the kind "privateDns" are found in one VPC. Name it, or use kind: "http".',
    );
}
