import { byDigest } from "../scanner/args.ts";
import type { ScannedDeliveryArgs } from "./args.ts";
import { buildNameOf, BuildPlatform, platformsOf } from "./imageBuild.ts";

export interface Machine {
  type: string;
  image: string;
}

/** A machine of CodeBuild's with the processor of a platform. */
export function machineOf(platform: BuildPlatform, { build, buildImage }: ScannedDeliveryArgs): Machine {
  const machines: Record<BuildPlatform, Machine> = {
    "linux/amd64": {
      type: "LINUX_CONTAINER",
      image: byDigest(buildImage ?? "aws/codebuild/amazonlinux-x86_64-standard:5.0"),
    },
    "linux/arm64": {
      type: "ARM_CONTAINER",
      image: byDigest(build?.armBuildImage ?? "aws/codebuild/amazonlinux-aarch64-standard:3.0"),
    },
  };
  return machines[platform];
}

/** Projects that run in one of CodeBuild's own images, by its tag. */
export function projectsInCuratedImages(name: string, args: ScannedDeliveryArgs): string[] {
  const judges = ["release", "verify-build", "rescan-build"];
  const machines = [
    ...platformsOf(args.build).map(
      (platform) => [buildNameOf(name, platform, args.build), platform] as const,
    ),
    ...judges.map((role) => [`${name}-${role}`, BuildPlatform.Amd64] as const),
  ];
  return machines.flatMap(([project, platform]) =>
    /^aws\/codebuild\/[^@]*$/.test(machineOf(platform, args).image) ? [project] : [],
  );
}
