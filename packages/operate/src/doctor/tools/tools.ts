import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { missing, ok, warning, type Check, type Verdict } from "../check.ts";
import { fields, parsed, text } from "@ballast/model";
import { compareVersions, onPath, pulumiHome, type Machine } from "./machine.ts";

/** The first Node version that strips types by default, which this project's programs require. */
const typeStripping = "22.18.0";

/** Checks the programs that Pulumi needs. */
export async function toolChecks(machine: Machine, root: string): Promise<Check[]> {
  return Promise.all([
    check("tool:node", "Pulumi's programs run in a Node that strips types", node(machine, root)),
    check("tool:pulumi", "The pulumi command is installed", pulumi(machine, root)),
    check("tool:git", "git is installed: Pulumi records the commit of each update", git(machine)),
  ]);
}

async function check(id: string, what: string, verdict: Promise<Verdict>): Promise<Check> {
  return { id, what, ...(await verdict) };
}

/** Checks a program on the PATH. */
async function installed(
  machine: Machine,
  program: string,
  asking: string,
): Promise<{ path?: string; version?: string | undefined }> {
  const path = onPath(machine, program);
  return path === undefined ? {} : { path, version: await machine.versionOf(path, [asking]) };
}

/** `npx pulumi` uses the Node in node_modules first; `pulumi` uses the Node on the PATH. */
async function node(machine: Machine, root: string): Promise<Verdict> {
  const own = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  const { version: ofPath } = await installed(machine, "node", "--version");
  const ofProject = existsSync(own) ? await machine.versionOf(own, ["--version"]) : undefined;
  const said = `node_modules has ${ofProject ?? "none"}, the PATH ${ofPath ?? "none"}`;
  const strips = (version: string | undefined): boolean =>
    version !== undefined && compareVersions(version, typeStripping) >= 0;
  if (strips(ofPath)) return ok(said);
  const needed = `${typeStripping} or later is needed`;
  return strips(ofProject)
    ? warning(`${said}; ${needed}`, "Run Pulumi as npx pulumi: it then uses the Node of node_modules.")
    : missing(`${said}; ${needed}`, "npm ci");
}

/** The program that `npx pulumi` would run: the one on the PATH, or npm's, which fetches it. */
export function installedPulumi(machine: Machine, root: string): string {
  const name = process.platform === "win32" ? "pulumi.cmd" : "pulumi";
  return onPath(machine, "pulumi") ?? join(root, "node_modules", ".bin", name);
}

/** The expected version is that of the development dependency `pulumi`, with which this project is tested. */
async function pulumi(machine: Machine, root: string): Promise<Verdict> {
  const pinned = versionIn(join(root, "node_modules", "pulumi", "package.json"));
  const { path, version } = await installed(machine, "pulumi", "version");
  if (version !== undefined) {
    if (pinned === undefined || compareVersions(version, pinned) >= 0) return ok(`${version} (${path})`);
    return warning(
      `${version} (${path}) is older than ${pinned}, with which this project is tested`,
      "npx pulumi version (downloads the pinned version), or update your installation",
    );
  }
  if (pinned === undefined)
    return missing("there is none", "npm install --save-dev pulumi, or https://www.pulumi.com/docs/install/");
  const fetched = join(pulumiHome(machine), "versions", pinned, "bin");
  const exists = ["pulumi", "pulumi.exe"].some((name) => existsSync(join(fetched, name)));
  return exists
    ? ok(`npx pulumi runs ${pinned}`)
    : warning(
        `not on this machine yet; npx pulumi downloads ${pinned} at its first use`,
        "npx pulumi version",
      );
}

async function git(machine: Machine): Promise<Verdict> {
  const { version } = await installed(machine, "git", "--version");
  return version === undefined
    ? warning(
        "it is not installed: updates will not record their commit",
        "Install git: https://git-scm.com/downloads",
      )
    : ok(version);
}

/**
 * Checks for the provider plugins, in the versions of the installed SDKs.
 *
 * @param types Types of planned resources: `aws:ecs/cluster:Cluster`.
 */
export function pluginChecks(machine: Machine, root: string, types: string[]): Check[] {
  const names = [...new Set(types.map((type) => type.split(":")[0] ?? ""))].sort();
  const plugins = join(pulumiHome(machine), "plugins");
  const forbidden = /^(1|true)$/i.test(machine.env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] ?? "");
  const look = (folder: string, fix: string): Verdict => {
    if (existsSync(join(plugins, folder))) return ok(`in ${plugins}`);
    return forbidden
      ? missing("it is not installed, and PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION is set", fix)
      : warning("it is not installed; Pulumi downloads it when it is first used", fix);
  };
  return names.flatMap((name): Check[] => {
    // A package without an SDK in node_modules is built into Pulumi or is part of this project.
    const version =
      name === "pulumi" ? undefined : versionIn(join(root, "node_modules", "@pulumi", name, "package.json"));
    if (version === undefined) return [];
    const fix = `npx pulumi plugin install resource ${name} v${version}`;
    const verdict = look(`resource-${name}-v${version}`, fix);
    return [{ id: `plugin:${name}`, what: `Pulumi has the plugin ${name} ${version}`, ...verdict }];
  });
}

function versionIn(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const version = text(fields(parsed(readFileSync(path, "utf8")))["version"]);
  return version === "" ? undefined : version;
}
