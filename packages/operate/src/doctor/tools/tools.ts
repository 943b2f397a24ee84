import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { missing, ok, warning, type Check, type Verdict } from "../check.ts";
import { fields, parsed, text } from "@ballast/model";
import { compareVersions, onPath, pulumiHome, type Machine } from "./machine.ts";

/** The first Node that strips types without being asked to, as this project's programs need it. */
const typeStripping = "22.18.0";

/** What Pulumi runs with. */
export async function toolChecks(machine: Machine, root: string): Promise<Check[]> {
  return Promise.all([
    check("tool:node", "Pulumi's programs run in a Node that strips types", node(machine, root)),
    check("tool:pulumi", "The pulumi command is there", pulumi(machine, root)),
    check("tool:git", "git is there: Pulumi notes the commit of each update", git(machine)),
  ]);
}

async function check(id: string, what: string, verdict: Promise<Verdict>): Promise<Check> {
  return { id, what, ...(await verdict) };
}

/** `npx pulumi` finds the Node of node_modules first, and `pulumi` alone the one of the PATH. */
async function node(machine: Machine, root: string): Promise<Verdict> {
  const own = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  const path = onPath(machine, "node");
  const ofProject = existsSync(own) ? await machine.versionOf(own, ["--version"]) : undefined;
  const ofPath = path === undefined ? undefined : await machine.versionOf(path, ["--version"]);
  const said = `node_modules has ${ofProject ?? "none"}, the PATH ${ofPath ?? "none"}`;
  const strips = (version: string | undefined): boolean =>
    version !== undefined && compareVersions(version, typeStripping) >= 0;
  if (strips(ofPath)) return ok(said);
  const needed = `${typeStripping} or later is needed`;
  return strips(ofProject)
    ? warning(`${said}; ${needed}`, "Run Pulumi as npx pulumi: then it is the Node of node_modules.")
    : missing(`${said}; ${needed}`, "npm ci");
}

/** The version with which this project is tested is that of its development dependency `pulumi`. */
async function pulumi(machine: Machine, root: string): Promise<Verdict> {
  const pinned = versionIn(join(root, "node_modules", "pulumi", "package.json"));
  const path = onPath(machine, "pulumi");
  const installed = path === undefined ? undefined : await machine.versionOf(path, ["version"]);
  if (installed !== undefined) {
    if (pinned === undefined || compareVersions(installed, pinned) >= 0) return ok(`${installed} (${path})`);
    return warning(
      `${installed} (${path}) is older than ${pinned}, with which this project is tested`,
      "npx pulumi version (it fetches the pinned one), or bring your own up to date",
    );
  }
  if (pinned === undefined)
    return missing("there is none", "npm install --save-dev pulumi, or https://www.pulumi.com/docs/install/");
  const fetched = join(pulumiHome(machine), "versions", pinned, "bin");
  const exists = ["pulumi", "pulumi.exe"].some((name) => existsSync(join(fetched, name)));
  return exists
    ? ok(`npx pulumi runs ${pinned}`)
    : warning(`not on this machine yet; npx pulumi fetches ${pinned} at its first use`, "npx pulumi version");
}

async function git(machine: Machine): Promise<Verdict> {
  const path = onPath(machine, "git");
  const version = path === undefined ? undefined : await machine.versionOf(path, ["--version"]);
  return version === undefined
    ? warning(
        "there is none: updates will not name their commit",
        "Install git: https://git-scm.com/downloads",
      )
    : ok(version);
}

/**
 * The providers' plugins, at the versions of the SDKs that are installed.
 *
 * @param types of the resources that are to be made: `aws:ecs/cluster:Cluster`.
 */
export function pluginChecks(machine: Machine, root: string, types: string[]): Check[] {
  const names = [...new Set(types.map((type) => type.split(":")[0] ?? ""))].sort();
  const plugins = join(pulumiHome(machine), "plugins");
  const forbidden = /^(1|true)$/i.test(machine.env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] ?? "");
  return names.flatMap((name): Check[] => {
    // What has no SDK here is the project's own, or Pulumi's.
    const version =
      name === "pulumi" ? undefined : versionIn(join(root, "node_modules", "@pulumi", name, "package.json"));
    if (version === undefined) return [];
    const about = { id: `plugin:${name}`, what: `Pulumi has the plugin ${name} ${version}` };
    const mend = `npx pulumi plugin install resource ${name} v${version}`;
    if (existsSync(join(plugins, `resource-${name}-v${version}`)))
      return [{ ...about, ...ok(`in ${plugins}`) }];
    return [
      forbidden
        ? {
            ...about,
            ...missing("it is not there, and PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION is set", mend),
          }
        : { ...about, ...warning("it is not there; Pulumi fetches it when it is first used", mend) },
    ];
  });
}

function versionIn(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const version = text(fields(parsed(readFileSync(path, "utf8")))["version"]);
  return version === "" ? undefined : version;
}
