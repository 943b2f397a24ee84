import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  heldId,
  heldReference,
  stackOutput,
  subjectOf,
  type TaskPart,
  type Waivers,
  waiversOf,
} from "@ballast/contracts";
import { createInstanceProfile, userDataOf } from "@ballast/ecs";
import { attribute, memberOf } from "@ballast/placement";
import * as pulumi from "@pulumi/pulumi";
import { check, groupAttribute, spotAccountForm, type ElastigroupArgs } from "./elastigroupArgs.ts";
import { elastigroupTemplate, groupLogicalId } from "./elastigroupTemplate.ts";

/**
 * Container instances that Elastigroup, a service of Spot (spot.io), launches, scales and replaces, for teams that use
 * it. The instances join the cluster without a capacity provider. A `Service` runs on them with `selfManagedInstances`,
 * and only on them with `taskPart` in its task definition. Without Spot, use `spot` of a `Cluster`'s capacity.
 *
 * CloudFormation creates the group with the vendor's resource type, which must first be activated in the account and
 * region (README). It has not been tested with a Spot account. The template follows the schema that the vendor
 * registered (1.0.5). Whether Spot accepts it, and how it scales, drains and keeps addresses private, is not proven.
 *
 * Its instances are not replaced by instances with a newer AMI: the rule `hosts-patched` reports this, unless `patch`
 * contains a reason (README).
 *
 * It has no `watchPart`: Spot reports failed launches, and in AWS a service with too few tasks shows them.
 *
 * Charges: its instances and their root volumes per second, and Spot's fees.
 */
export class Elastigroup extends pulumi.ComponentResource {
  /** The group's id in Spot: `sig-…`. */
  readonly elastigroupId: pulumi.Output<string>;
  /** Id of the CloudFormation stack that contains the group. */
  readonly stackId: pulumi.Output<string>;
  /**
   * Name of the instances' role, for policies that all tasks on the instances need. Access to Systems Manager
   * parameters requires a part's statements.
   */
  readonly instanceRoleName: pulumi.Output<string>;
  /** Restricts the tasks of a task definition to these instances. */
  readonly taskPart: TaskPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ElastigroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const part = checkArguments(schema, "Elastigroup", name, args, check);
    super("ballast-cloudstor-spot:index:Elastigroup", name, {}, opts);
    const child = { parent: this };

    const subject = subjectOf("Elastigroup", name);
    const group = `${pulumi.getStack()}-${name}`;
    const attributes = { ...args.attributes, [groupAttribute]: group };
    const profile = createInstanceProfile(name, { site: args.site, statements: part.statements }, child);
    const userData = userDataOf({ ...args, attributes, part, spotDraining: true });
    const stack = new aws.cloudformation.Stack(
      `${name}-elastigroup`,
      {
        templateBody: elastigroupTemplate(
          name,
          {
            ...args,
            attributes,
            spotAccountId: heldId(subject, "spotAccountId", args.spotAccountId, spotAccountForm),
            tokenSecretArn: heldReference(subject, "tokenSecretArn", args.tokenSecretArn),
          },
          { part, userData, instanceProfileArn: profile.arn },
        ),
      },
      child,
    );

    this.elastigroupId = stackOutput(stack.outputs, "GroupId");
    this.stackId = stack.id;
    this.instanceRoleName = profile.roleName;
    this.taskPart = { placementConstraints: [memberOf(attribute(groupAttribute).equals(group))] };
    // The name that plans use for resources of CloudFormation.
    this.waivers = waiversOf({
      "hosts-patched": { [`${name}-elastigroup (${groupLogicalId})`]: args.patch },
    });
    this.registerOutputs({
      elastigroupId: this.elastigroupId,
      stackId: this.stackId,
      instanceRoleName: this.instanceRoleName,
      waivers: this.waivers,
    });
  }
}
