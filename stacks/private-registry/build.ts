import { given, required } from "@ballast/contracts";
import { parseImage } from "@ballast/ecs";
import type { UpstreamRegistry } from "@ballast/private-registry";
import * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import { imageName } from "../shared/images.ts";
import { ownName } from "../shared/stackName.ts";

/** From the folder of the program, `main` of Pulumi.yaml, where Pulumi starts providers: the same on every machine. */
const context = "private-registry/app";

/** The registries to which images can be pushed and that Amazon ECR caches. Only the Kubernetes project can push to its registry. */
const pushHosts: Record<UpstreamRegistry, string | undefined> = {
  // Whose address needs more than its kind, or takes no images from this stack's login.
  azure: undefined,
  chainguard: undefined,
  ecr: undefined,
  dockerHub: "docker.io",
  gitHub: "ghcr.io",
  gitLab: "registry.gitlab.com",
  quay: "quay.io",
  kubernetes: undefined,
  ecrPublic: "public.ecr.aws",
};

/** The settings that a build uses. */
interface Build {
  image: { repository: string; tag?: string | undefined };
  registry:
    { mode: "existingSecret" | "declaredSecret" } | { mode: "pullThroughCache"; upstream: UpstreamRegistry };
}

/** Where the stack's own login is the registry's, which may push; else that of `docker login` does. */
export const hasLoginToPush: Record<Build["registry"]["mode"], boolean> = {
  existingSecret: false,
  declaredSecret: true,
  pullThroughCache: false,
};

/** The repository to push to, with its host unless it is Docker Hub's; undefined if users cannot push there. */
export function pushRepository({ image: { repository }, registry }: Build): string | undefined {
  switch (registry.mode) {
    case "existingSecret":
    case "declaredSecret":
      return repository;
    case "pullThroughCache": {
      const host = pushHosts[registry.upstream];
      return host && `${host}/${repository}`;
    }
  }
}

/** Why the image cannot be built and pushed, if it cannot; what no image reference is has been refused before. */
export function buildFault(settings: Build): string | undefined {
  const { tag } = settings.image;
  if (tag === undefined)
    return "true pushes an image, and there is no image.tag to push it under. Give one, for example 1.0.0.";
  if (tag.includes("@"))
    return `true pushes a new image, and ${given(tag)} names one that exists, by its digest. Give a tag alone, or leave build out.`;
  const repository = pushRepository(settings);
  if (repository === undefined)
    return (
      `true pushes an image, and the upstream ${given("upstream" in settings.registry ? settings.registry.upstream : "")} takes none from this stack. ` +
      "Use another upstream, or leave build out."
    );
  const { host = "", repository: path = "" } = parseImage(imageName({ repository, tag })) ?? {};
  if (/^(localhost|127\.[\d.]+)(:\d+)?$/.test(host))
    return (
      `true pushes an image, and ${given(host)} is the machine on which Pulumi runs, where no task can pull it. ` +
      "Name a registry that both reach."
    );
  if (/(^|\.)docker\.io$/.test(host) && /^(library\/[^/]*|[^/]*)$/.test(path))
    return (
      `true pushes an image, and ${given(path)} is one of Docker's official images, which Docker alone pushes. ` +
      `Put your account in front, for example "team/${path.replace("library/", "")}", or leave build out.`
    );
  return undefined;
}

/**
 * Builds the app where Pulumi runs, and pushes it.
 *
 * @param login Its fields `username` and `password`. @default - that of `docker login` on the machine
 * @returns how to name it after its repository: by its digest.
 */
export function builtImage(
  settings: Build,
  login?: (field: string) => pulumi.Output<string>,
): pulumi.Output<string> {
  const repository = required(pushRepository(settings), "the registry to push to");
  const tag = imageName({ ...settings.image, repository });
  const { host: address } = required(parseImage(tag), "the image's name");
  const image = new docker.Image(
    ownName("web"),
    {
      context: { location: context },
      dockerfile: { location: `${context}/Dockerfile` },
      platforms: [docker.Platform.Linux_amd64],
      tags: [tag],
      push: true,
      buildOnPreview: false,
      ...(login && {
        registries: [{ address, username: login("username"), password: login("password") }],
      }),
    },
    // Tasks may still run this image after the stack has built another one, or no longer builds images.
    { retainOnDelete: true, additionalSecretOutputs: ["registries"] },
  );
  return image.digest.apply((digest) => {
    if (digest !== "") return `@${digest}`;
    // Where only the app's files have changed, a preview of provider 0.0.14 has an empty digest instead of an unknown one.
    if (pulumi.runtime.isDryRun()) return `:${required(settings.image.tag, "image.tag")}`;
    throw new pulumi.RunError(
      `The Docker Build provider pushed ${tag} but did not return its digest, which the task definition needs.`,
    );
  });
}
