import {
  checkKeyArn,
  checkKeys,
  checkSecretArn,
  decryptStatement,
  type Faults,
  given,
  heldReference,
  KeyService,
  listed,
  plainSecret,
  regionalArn,
  type Site,
  type Statement,
} from "@ballast/contracts";
import { imageFault, parseImage } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";

/** A processor for which images are built, by a build machine that has it. */
export const BuildPlatform = {
  /** x86, 64 bits. */
  Amd64: "linux/amd64",
  /** ARM, 64 bits, such as AWS Graviton. */
  Arm64: "linux/arm64",
} as const;
export type BuildPlatform = (typeof BuildPlatform)[keyof typeof BuildPlatform];

/** A login to a registry with private base images. */
export interface BaseRegistryArgs {
  /** Host of the registry, with its port if it has one: `registry.example.com`. Not Amazon ECR. */
  address: string;
  /**
   * Full ARN of a secret of Secrets Manager: JSON with `username`, and `password` or `accessToken`. Anyone who can change the source can
   * find a way to read it, so use a login that may only pull base images.
   */
  secretArn: pulumi.Input<string>;
  /** Full ARN of the customer managed key that encrypts the secret. @default - the AWS managed key of Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
}

/** How the source's Dockerfile is built. */
export interface ImageBuildArgs {
  /**
   * Processors on which the image runs. Each has a build machine of its own, one after the other. With more than one,
   * the release is an index.
   *
   * @default ["linux/amd64"]
   */
  platforms?: BuildPlatform[];
  /** Path of the Dockerfile in the source: `docker/Dockerfile.web`. @default "Dockerfile" */
  dockerfile?: string;
  /** The stage of the Dockerfile that becomes the image. @default - the last one */
  target?: string;
  /** Values of the Dockerfile's `ARG`, by name. Everybody who may pull the image or read the project sees them. @default - none */
  arguments?: Record<string, string>;
  /** Registries with private base images, by a name of a–z and 0–9. At most ten. @default - none */
  registries?: Record<string, BaseRegistryArgs>;
  /**
   * Prefixes of pull-through caches in the registry of this account and region, from which base images come:
   * `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>/…`. At most ten.
   *
   * @default - none
   */
  pullThroughPrefixes?: string[];
  /**
   * An image for the builds on ARM, with Docker and the AWS CLI, and with buildx where there are several platforms: one of CodeBuild's own by
   * its tag, or any other by its digest.
   *
   * @default "aws/codebuild/amazonlinux-aarch64-standard:3.0"
   */
  armBuildImage?: string;
}

/** Places of their builds: the last one makes the index. */
const order: Record<BuildPlatform, number> = { "linux/amd64": 2, "linux/arm64": 1 };

/** Platforms of the builds, in their order. */
export function platformsOf({ platforms = [BuildPlatform.Amd64] }: ImageBuildArgs = {}): BuildPlatform[] {
  return [...platforms].sort((one, other) => order[one] - order[other]);
}

/** Whether an index joins the images of several platforms. */
export const isOfSeveral = (build?: ImageBuildArgs): boolean => platformsOf(build).length > 1;

/** Whether the build for a platform makes that index: the last one does. */
export const makesIndex = (platform: BuildPlatform, build?: ImageBuildArgs): boolean =>
  isOfSeveral(build) && platformsOf(build).at(-1) === platform;

/** The last build keeps the name that the only one has, so that another platform does not replace it. */
export function buildNameOf(name: string, platform: BuildPlatform, build: ImageBuildArgs = {}): string {
  const later = platformsOf(build).slice(platformsOf(build).indexOf(platform) + 1);
  return later.length === 0 ? `${name}-build` : `${name}-${architectureOf(platform)}-build`;
}

const architectures: Record<BuildPlatform, string> = { "linux/amd64": "amd64", "linux/arm64": "arm64" };

export function architectureOf(platform: BuildPlatform): string {
  return architectures[platform];
}

/** The variable of a build that holds the ARN of a registry's login. */
export const secretVariable = (key: string): string => `BASE_LOGIN_${key.toUpperCase()}`;

const lastPath = /^(?!.*(^|\/)\.\.(\/|$))[A-Za-z0-9_][A-Za-z0-9_./-]{0,254}$/;
const stage = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const argument = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const host = /^(?=.{1,255}$)[a-z0-9]+([.-]+[a-z0-9]+)*(:\d{1,5})?$/;
const prefix = /^(?=.{2,30}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/**
 * Whether a value of an argument arrives as it is: neither the YAML of a build specification, in whose version 1.1 NEL and the two
 * separators of Unicode end lines, nor a shell, nor the environment of a process changes it.
 */
const arrives =
  /^[\t\n\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]{0,4096}$/u;

export function checkBuildImage(faults: Faults, path: string, image: string | undefined): void {
  const fault = image === undefined ? undefined : imageFault(image, false);
  if (fault !== undefined) faults.add(path, fault);
}

export function checkImageBuild(faults: Faults, path: string, args: ImageBuildArgs): void {
  const { platforms, dockerfile, target } = args;
  const known: string[] = Object.values(BuildPlatform);
  if (platforms !== undefined && (platforms.length === 0 || new Set(platforms).size !== platforms.length))
    faults.add(`${path}.platforms`, `is empty or names one twice. Use one or more of ${listed(known)}.`);
  for (const [position, one] of (platforms ?? []).entries())
    if (!known.includes(one))
      faults.add(`${path}.platforms[${position}]`, `${given(one)} is unknown; allowed: ${listed(known)}.`);
  if (args.armBuildImage !== undefined && !(platforms ?? []).includes(BuildPlatform.Arm64))
    faults.add(`${path}.armBuildImage`, "has no effect without the platform linux/arm64; leave it out.");
  checkBuildImage(faults, `${path}.armBuildImage`, args.armBuildImage);
  if (dockerfile !== undefined && !lastPath.test(dockerfile))
    faults.add(
      `${path}.dockerfile`,
      `${given(dockerfile)} is not a path in the source. Use A–Z, a–z, 0–9, and _ . - / between them, without "..".`,
    );
  if (target !== undefined && !stage.test(target))
    faults.add(`${path}.target`, `${given(target)} is not the name of a stage, for example "runtime".`);
  for (const [name, value] of Object.entries(args.arguments ?? {})) checkArgument(faults, path, name, value);
  checkKeys(faults, `${path}.registries`, args.registries ?? {}, { to: 10 });
  for (const [key, registry] of Object.entries(args.registries ?? {}))
    checkRegistry(faults, `${path}.registries.${key}`, registry);
  const prefixes = args.pullThroughPrefixes ?? [];
  if (prefixes.length > 10 || new Set(prefixes).size !== prefixes.length)
    faults.add(`${path}.pullThroughPrefixes`, "has more than ten entries, or one twice.");
  for (const [position, one] of prefixes.entries())
    if (!prefix.test(one))
      faults.add(
        `${path}.pullThroughPrefixes[${position}]`,
        `${given(one)} is not the prefix of a cache; use 2 to 30 of a–z, 0–9 and . _ - /.`,
      );
}

function checkArgument(faults: Faults, path: string, name: string, value: string): void {
  if (!argument.test(name)) {
    faults.add(
      `${path}.arguments`,
      `${given(name)} is not the name of a build argument. Use A–Z, a–z, 0–9 and _, and begin with none of 0–9.`,
    );
    return;
  }
  const secret = plainSecret(name, value);
  if (secret !== undefined)
    faults.add(
      `${path}.arguments.${name}`,
      `${secret}, and everybody who may pull the image can read its build arguments. Leave it out; a login for base images is ` +
        "given under registries, by the ARN of a secret.",
    );
  else if (!arrives.test(value))
    faults.add(
      `${path}.arguments.${name}`,
      "is longer than 4,096 characters, or has one that would not arrive as it is: a control character other than a tab and a " +
        "new line, or a separator of lines. Leave such characters out.",
    );
}

function checkRegistry(
  faults: Faults,
  path: string,
  { address, secretArn, kmsKeyArn }: BaseRegistryArgs,
): void {
  if (!host.test(address))
    faults.add(
      `${path}.address`,
      `${given(address)} is not the host of a registry, for example "registry.example.com".`,
    );
  else if (parseImage(`${address}/image:1`)?.ecr !== undefined || address === "public.ecr.aws")
    faults.add(
      `${path}.address`,
      `${given(address)} is Amazon ECR, which takes no such login. The build can pull from pull-through caches of its own account ` +
        "(pullThroughPrefixes), and from public.ecr.aws without a login. Other repositories of Amazon ECR are not supported.",
    );
  else if (/^(registry-1|index)\.docker\.io(:\d+)?$/.test(address))
    faults.add(
      `${path}.address`,
      `${given(address)} is a name of Docker Hub under which a build does not look for its login; use "docker.io".`,
    );
  checkSecretArn(faults, `${path}.secretArn`, secretArn);
  checkKeyArn(faults, `${path}.kmsKeyArn`, kmsKeyArn);
}

/** The build with logins that are what they must be, if they are only known later, too. */
export function heldImageBuild(subject: string, { registries, ...build }: ImageBuildArgs): ImageBuildArgs {
  if (registries === undefined) return build;
  return {
    ...build,
    registries: Object.fromEntries(
      Object.entries(registries).map(([key, registry]) => [
        key,
        {
          ...registry,
          secretArn: heldReference(subject, `build.registries.${key}.secretArn`, registry.secretArn),
        },
      ]),
    ),
  };
}

/** Permissions for base images: the registries' credentials, and the pull through caches. */
export function baseImageStatements(
  site: Site,
  { registries, pullThroughPrefixes }: ImageBuildArgs,
  pullActions: string[],
): Statement[] {
  const logins = Object.values(registries ?? {});
  const caches = (pullThroughPrefixes ?? []).map((one) => regionalArn(site, "ecr", `repository/${one}/*`));
  return [
    ...(logins.length === 0
      ? []
      : [
          {
            actions: ["secretsmanager:GetSecretValue"],
            resources: logins.map(({ secretArn }) => secretArn),
          },
        ]),
    ...logins.flatMap(({ kmsKeyArn }) =>
      kmsKeyArn === undefined ? [] : [decryptStatement(site, KeyService.Secrets, kmsKeyArn)],
    ),
    ...(caches.length === 0
      ? []
      : [
          {
            actions: [...pullActions, "ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
            resources: caches,
          },
        ]),
  ];
}
