import { spawnSync } from "node:child_process";

/** Fields of package.json that name the forge. */
export interface ForgeFields {
  repository: { type: "git"; url: string; directory: string };
  homepage: string;
  bugs: { url: string };
}

/**
 * What a package.json says of where its sources are. The workspace does not know: it is wherever the clone that packs
 * came from.
 *
 * @param remote A git remote's address: `git@forge:team/ballast.git`, `https://forge/team/ballast`, …
 * @param directory Of the package, in the repository.
 * @returns undefined for what no reader could follow, such as a folder of this machine.
 */
export function forgeFields(remote: string | undefined, directory: string): ForgeFields | undefined {
  const [, host, path] =
    /^(?:https?:\/\/(?:[^@/]+@)?|ssh:\/\/(?:[^@/]+@)?|[^@/:]+@)([^/:@]+)(?::\d+(?=\/))?[:/](.+?)(?:\.git)?\/?$/.exec(
      remote ?? "",
    ) ?? [];
  if (host === undefined || path === undefined) return undefined;
  const page = `https://${host}/${path}`;
  return {
    repository: { type: "git", url: `git+${page}.git`, directory },
    homepage: `${page}#readme`,
    bugs: { url: `${page}/issues` },
  };
}

/** The address of the remote `origin`, if the clone has one. */
export function originOf(root: string): string | undefined {
  const { status, stdout } = spawnSync("git", ["remote", "get-url", "origin"], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}
