import { isForWindows } from "@ballast/analysis";
import { isTrue, fields, list, text, type Fields, type Resource } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { eachContainer, nameOf } from "../eachContainer.ts";
import type { Workload } from "../workloads.ts";
import { aws } from "@ballast/aws";

export const taskRules: Rule[] = [
  {
    id: "ecs-container-logs",
    severity: "error",
    sentence: "Every container logs to a log group of its stack, in the log group's own region.",
    why: "Without logs nobody can find out why a container failed; a hard-coded region breaks in another region.",
    fix: "Use the awslogs driver with the log group's name and the site's region.",
    covers: ["AwsSolutions-ECS7"],
    types: [aws.taskDefinition],
    check: eachContainer(function* (container, _resource, stack) {
      const log = fields(container["logConfiguration"]);
      const options = fields(log["options"]);
      const group = stack.referred(aws.logGroup, options["awslogs-group"]);
      if (log["logDriver"] !== "awslogs") yield `container ${nameOf(container)} has no awslogs driver`;
      else if (!group) yield `container ${nameOf(container)} logs to a log group that is not in this stack`;
      else if (regionOf(group, options) !== options["awslogs-region"]) {
        yield `container ${nameOf(container)} sets a region other than that of its log group`;
      }
    }),
  },
  {
    id: "ecs-task-platform",
    severity: "error",
    sentence: "A task definition sets its operating system and CPU architecture.",
    why: "Otherwise an image for the wrong platform is noticed only when a task does not start.",
    fix: "Set runtimePlatform.",
    types: [aws.taskDefinition],
    *check(resource) {
      const platform = fields(resource.inputs["runtimePlatform"]);
      if (!platform["operatingSystemFamily"] || !platform["cpuArchitecture"]) {
        yield "has no complete runtimePlatform";
      }
    },
  },
  {
    id: "ecs-readonly-root",
    severity: "error",
    sentence: "Linux containers cannot write to their root file system.",
    why: "An attacker cannot leave files on a read-only file system.",
    fix: "Set readonlyRootFilesystem and mount volumes where the image must write.",
    covers: ["CKV_AWS_336"],
    types: [aws.taskDefinition],
    check: eachContainer(function* (container, workload) {
      if (!isWindows(workload) && !isTrue(container["readonlyRootFilesystem"])) {
        yield `container ${nameOf(container)} can write to its root file system`;
      }
    }),
  },
  {
    id: "ecs-init-process",
    severity: "warning",
    sentence: "Linux containers run under an init process.",
    why: "An image that ignores SIGTERM as process 1 is killed after its stop time-out, at every deployment.",
    fix: "Set linuxParameters.initProcessEnabled.",
    types: [aws.taskDefinition],
    check: eachContainer(function* (container, workload) {
      if (!isWindows(workload) && !isTrue(fields(container["linuxParameters"])["initProcessEnabled"])) {
        yield `container ${nameOf(container)} has no init process`;
      }
    }),
  },
  {
    id: "ecs-windows-parameters",
    severity: "error",
    sentence: "Windows containers use no parameter that ECS ignores or rejects for Windows.",
    why: "ECS registers some of these parameters and the task fails when it starts.",
    fix: "Remove these parameters from the container definition.",
    types: [aws.taskDefinition],
    check: eachContainer(function* (container, workload) {
      const unsupported = [
        "disableNetworking",
        "dnsServers",
        "dnsSearchDomains",
        "extraHosts",
        "links",
        "linuxParameters",
        "privileged",
        "readonlyRootFilesystem",
        "user",
        "ulimits",
      ].filter((parameter) => container[parameter] !== undefined);
      if (isWindows(workload) && unsupported.length > 0) {
        yield `Windows container ${nameOf(container)} sets ${unsupported.join(", ")}`;
      }
    }),
  },
  {
    id: "ecs-image-tag",
    severity: "warning",
    sentence: "An image is referenced by a tag that is never moved, or by its digest.",
    why: "With latest, a restart at night can start a program that was never tested.",
    fix: "Use the tag of a release, or a digest.",
    types: [aws.taskDefinition],
    check: eachContainer(function* (container) {
      const image = text(container["image"]);
      const reference = /^(?:[^/]+\/)*[^/:@]+(?<tag>:[^/@]+)?(?<digest>@.+)?$/.exec(image)?.groups;
      if (!reference?.["digest"] && (!reference?.["tag"] || reference["tag"] === ":latest")) {
        yield `container ${nameOf(container)} runs ${image}, whose tag can be moved`;
      }
    }),
  },
  {
    id: "ecs-mount-points",
    severity: "error",
    sentence: "Every mount point names a volume of its task definition.",
    why: "ECS rejects the task definition at deployment time.",
    fix: "Add the volume, or correct the mount point's sourceVolume.",
    types: [aws.taskDefinition],
    check: eachContainer(function* (container, workload) {
      const volumes = workload.volumes.map(({ name }) => name);
      for (const mount of list(container["mountPoints"]).map(fields)) {
        if (!volumes.includes(mount["sourceVolume"])) {
          const volume = text(mount["sourceVolume"]);
          yield {
            part: volume,
            message: `container ${nameOf(container)} mounts ${volume}, which is not a volume`,
          };
        }
      }
    }),
  },
];

/** The region of a log group. One in a template has no ARN yet, and is in its stack's region. */
function regionOf({ state }: Resource, options: Fields): unknown {
  const [, , , region = options["awslogs-region"]] = text(state["arn"]).split(":");
  return region;
}

function isWindows({ runtimePlatform }: Workload): boolean {
  return isForWindows(runtimePlatform);
}
