import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import { isRefused } from "@ballast/aws/services/naming";
import { httpNamespaceName, isDomain, zoneName } from "@ballast/aws/services/servicediscovery";
import { checkArguments, checkWithoutEffect, given, required, type Faults } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** How clients resolve the names of a namespace. */
export const NamespaceKind = {
  /** With DNS in one VPC, and with Service Connect. */
  PrivateDns: "privateDns",
  /** With Service Connect, and with AWS Cloud Map API calls. */
  Http: "http",
} as const;
export type NamespaceKind = (typeof NamespaceKind)[keyof typeof NamespaceKind];

export interface NamespaceArgs {
  /**
   * Name of the namespace; for `privateDns` the domain, for example `prod.internal`. A change replaces the namespace.
   */
  namespaceName: string;
  /** How clients resolve its names. @default "privateDns" */
  kind?: NamespaceKind;
  /**
   * Id of the VPC whose resolver resolves the names; its DNS support and DNS host names must be enabled.
   *
   * @default - none; required for `privateDns`
   */
  vpcId?: pulumi.Input<string>;
}

/**
 * An AWS Cloud Map namespace for the names that `discovery` gives services.
 *
 * Charges: a hosted zone per month for `privateDns`, nothing for `http`.
 */
export class Namespace extends pulumi.ComponentResource {
  /** Id of the namespace, for `discovery.dns` of services. */
  readonly namespaceId: pulumi.Output<string>;
  /** ARN of the namespace, for `discovery.connect` of services. */
  readonly namespaceArn: pulumi.Output<string>;
  /** Name of the namespace: the domain of its names. */
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
      'is missing; names of the kind "privateDns" resolve in one VPC. Set the VPC, or use kind: "http".',
    );
}
