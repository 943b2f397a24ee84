import * as aws from "@pulumi/aws";
import { policyDocument, regionalArn, retriesOfAnHour, trustDocument, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** The hour in which RDS changes the password, and the time of Clair's restart. Clair reads the password only at its start. */
const rotation = "cron(0 3 ? * SUN *)";
const restart = "cron(15 4 ? * SUN *)";

export const rotationReason = "a schedule restarts the task after the hour in which the password changes";

interface RotationArgs {
  site: Site;
  secretArn: pulumi.Input<string>;
  clusterArn: pulumi.Input<string>;
  serviceArn: pulumi.Input<string>;
}

/**
 * RDS changes the password that it manages every week, at a moment of its own. A task that runs would be left with the
 * old one, and with it every new connection would fail. So the moment is said, and the service renews its task after it.
 */
export function restartAfterRotation(
  name: string,
  args: RotationArgs,
  child: pulumi.ComponentResourceOptions,
): void {
  new aws.secretsmanager.SecretRotation(
    `${name}-password`,
    {
      secretId: args.secretArn,
      rotateImmediately: false,
      rotationRules: { scheduleExpression: rotation, duration: "1h" },
    },
    child,
  );
  const role = new aws.iam.Role(
    `${name}-restart`,
    {
      description: `Renews the task of ${name} after its password has changed`,
      assumeRolePolicy: trustDocument("scheduler.amazonaws.com", {
        site: args.site,
        sourceArn: regionalArn(args.site, "scheduler", "schedule-group/default"),
      }),
    },
    child,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-restart`,
    {
      role: role.name,
      policy: policyDocument([{ actions: ["ecs:UpdateService"], resources: [args.serviceArn] }]),
    },
    child,
  );
  new aws.scheduler.Schedule(
    `${name}-restart`,
    {
      description: `Renews the task of ${name} after its password has changed`,
      scheduleExpression: restart,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: pulumi.interpolate`arn:${args.site.partition}:scheduler:::aws-sdk:ecs:updateService`,
        roleArn: role.arn,
        input: pulumi.jsonStringify({
          Cluster: args.clusterArn,
          Service: args.serviceArn,
          ForceNewDeployment: true,
        }),
        // Scheduler's default is a day: until then, no alarm would report that Clair still uses the old password.
        retryPolicy: retriesOfAnHour,
      },
    },
    { ...child, dependsOn: [policy] },
  );
}
