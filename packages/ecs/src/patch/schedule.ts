import * as aws from "@pulumi/aws";
import { regionalArn, retriesOfAnHour, trustDocument, type MergedInstancePart } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { Ec2CapacityArgs } from "../capacity/capacityArgs.ts";
import { MachineImage, machineImageFacts } from "../capacity/machineImages.ts";
import { createServiceRole } from "../roles/serviceRole.ts";
import { patchMachine } from "./machine.ts";
import { patchDefaults, pinnedImageId } from "./patchArgs.ts";
import { patchStatements } from "./rights.ts";

/** The capacity's resources that patching uses. */
export interface Patched {
  part: MergedInstancePart;
  group: aws.autoscaling.Group;
  provider: aws.ecs.CapacityProvider;
  /** Of each refresh of the group. */
  preferences: object;
}

/** A state machine that replaces outdated hosts, and the schedule that starts it. @returns The machine's ARN. */
export function createPatching(
  name: string,
  args: Ec2CapacityArgs,
  patched: Patched,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const { site, patch } = args;
  const { window, timeZone } = { ...patchDefaults, ...patch };
  const machine = createMachine(name, args, patched, child);
  const roleArn = createServiceRole(
    `${name}-schedule`,
    {
      description: `Starts the patching of ${name}`,
      trust: trustDocument("scheduler.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "scheduler", "schedule-group/default"),
      }),
      statements: [{ actions: ["states:StartExecution"], resources: [machine.arn] }],
    },
    child,
  );
  new aws.scheduler.Schedule(
    `${name}-patch`,
    {
      description: `Replaces outdated container instances of ${name}`,
      scheduleExpression: window,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: "OFF" },
      // Retries of a day, Scheduler's default, could start a replacement long after the window.
      target: {
        arn: machine.arn,
        roleArn,
        retryPolicy: retriesOfAnHour,
      },
    },
    child,
  );
  return machine.arn;
}

function createMachine(
  name: string,
  args: Ec2CapacityArgs,
  { part, group, provider, preferences }: Patched,
  child: pulumi.ComponentResourceOptions,
): aws.sfn.StateMachine {
  const { site, clusterName, patch, pinnedImage } = args;
  const { parameter } = machineImageFacts(args.machineImage ?? MachineImage.AmazonLinux2023);
  const roleArn = createServiceRole(
    `${name}-patch`,
    {
      description: `Replaces outdated container instances of ${name}`,
      trust: trustDocument("states.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "states", "stateMachine:*"),
      }),
      statements: patchStatements({
        site,
        group,
        clusterName,
        volumes: part.volumes,
        ...(pinnedImage === undefined && { parameter }),
      }),
    },
    child,
  );
  const definition = pulumi
    .all([
      site.partition,
      group.name,
      clusterName,
      provider.name,
      pinnedImage && pinnedImageId("Ec2Capacity", name, pinnedImage),
    ] as const)
    .apply(([partition, groupName, cluster, capacityProviderName, pinned]) =>
      JSON.stringify(
        patchMachine({
          calls: `arn:${partition}:states:::aws-sdk:`,
          groupName,
          clusterName: cluster,
          capacityProviderName,
          parameter,
          ...(pinned !== undefined && { pinnedImageId: pinned }),
          maximumAgeDays: patch?.maximumAgeDays ?? patchDefaults.maximumAgeDays,
          preferences,
          volumeNames: Object.keys(part.volumes),
        }),
      ),
    );
  return new aws.sfn.StateMachine(`${name}-patch`, { roleArn, definition }, child);
}
