import { missing, ok, unknown, type Check, type Verdict } from "../check.ts";
import type { ImageBuild, Needs } from "../needs/needs.ts";
import { onPath, type Machine } from "./machine.ts";

/** Checks for building and pushing images; empty if no stack builds images. */
export async function dockerChecks(
  machine: Machine,
  needs: Pick<Needs, "stack" | "builds">[],
): Promise<Check[]> {
  const building = needs.filter(({ builds }) => builds.length > 0);
  if (building.length === 0) return [];
  const daemon: Check = {
    id: "tool:docker",
    what: "Docker builds Linux images here with BuildKit",
    stacks: building.map(({ stack }) => stack),
    ...(await docker(machine)),
  };
  const notes = building.flatMap(({ stack, builds }) =>
    builds.filter(({ hasLogin }) => !hasLogin).map((build) => pushNote(stack, build)),
  );
  return [daemon, ...notes];
}

/**
 * The Docker Build provider contains a Docker client and buildx, but needs a daemon. This checks it as
 * `BuildKitEnabled` of the Docker client does.
 */
async function docker(machine: Machine): Promise<Verdict> {
  const path = onPath(machine, "docker");
  const apart = "or remove image.build from the stack's settings and push the image yourself";
  if (path === undefined)
    return missing(
      "the docker command is not on the PATH",
      `Install Docker (https://docs.docker.com/engine/install/), ${apart}.`,
    );
  const setting = machine.env["DOCKER_BUILDKIT"] ?? "";
  if (/^(0|f|false)$/i.test(setting))
    return missing(`DOCKER_BUILDKIT is ${setting}, which disables BuildKit`, "unset DOCKER_BUILDKIT");
  const server = await machine.versionOf(path, [
    "version",
    "--format",
    "{{.Server.Version}} {{.Server.Os}}/{{.Server.Arch}}",
  ]);
  if (server === undefined || server === "")
    return missing(
      "the docker command is installed, but no daemon responds",
      `Start Docker, and check it with docker version,  ${apart}.`,
    );
  if (server.includes(" windows/"))
    return missing(
      `the daemon (${server}) runs Windows containers, which BuildKit does not build by default`,
      `Switch Docker Desktop to Linux containers, ${apart}.`,
    );
  const buildx = await machine.versionOf(path, ["buildx", "version"]);
  return ok(`daemon ${server}, ${buildx ?? "without buildx, which the provider includes"}`);
}

function pushNote(stack: string, { tag }: ImageBuild): Check {
  const [first = "", ...rest] = tag.split("/");
  const isNamed = rest.length > 0 && /[.:]/.test(first);
  return {
    id: `push:${tag}`,
    what: `This machine may push ${tag}`,
    stacks: [stack],
    ...unknown(
      "not checked, because only the registry knows",
      isNamed ? `docker login ${first}` : "docker login",
    ),
  };
}
