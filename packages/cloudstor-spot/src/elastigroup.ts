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
 * Container instances that Elastigroup, a service of Spot (spot.io), buys, scales and replaces, for teams that have it. Its
 * instances join the cluster by themselves, behind no capacity provider: a `Service` runs on them with
 * `selfManagedInstances`, and with `taskPart` in its task definition on no others. Without Spot, `spot` of a `Cluster`'s
 * capacity does the same with AWS alone.
 *
 * The group is made by CloudFormation with the vendor's own resource type, which must be activated in the account and region
 * first (README). None of it could be tried without an account with Spot: the template follows the schema that the vendor
 * registered (1.0.5), and neither that Spot takes it, nor how it scales, drains or keeps addresses private, is proven here.
 *
 * Nothing replaces its instances by ones with a newer image: the rule `hosts-patched` finds it, unless `patch` says why (README).
 *
 * It has nothing for `Watch`: what it could not launch, Spot says, and here a service with too few tasks.
 *
 * Costs its instances and their root volumes, by the second, and what Spot asks.
 */
export class Elastigroup extends pulumi.ComponentResource {
  /** The group's id with Spot: `sig-…`. */
  readonly elastigroupId: pulumi.Output<string>;
  /** Id of the CloudFormation stack that contains the group. */
  readonly stackId: pulumi.Output<string>;
  /** For policies that all tasks on the instances need. Parameters of Systems Manager come by a part's statements alone. */
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
    // As plans name what CloudFormation makes.
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
