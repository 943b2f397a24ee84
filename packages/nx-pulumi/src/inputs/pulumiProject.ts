import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";

export interface Stack {
  /** `<scenario>-<environment>`, or `<scenario>_<instance>-<environment>` */
  name: string;
  scenario: string;
  environment: string;
}

/** Pulumi.yaml; paths are relative to the workspace. */
export interface PulumiProject {
  /** The program of every stack. */
  main: string;
  /** The folder with a folder for each scenario. */
  programFolder: string;
  /** Where the stacks' settings are. */
  settingsFolder: string;
  /** The stacks that have settings and whose scenario exists, sorted by name. */
  stacks: Stack[];
}

export function readPulumiProject(workspace: string): PulumiProject {
  // Texts as they are written: what Pulumi takes for anything else, it refuses here.
  const file: unknown = parse(readFileSync(join(workspace, "Pulumi.yaml"), "utf8"), { schema: "failsafe" });
  const { main = "index.ts", stackConfigDir = "." } = file as { main?: string; stackConfigDir?: string };
  const programFolder = dirname(main);
  const folder = join(workspace, stackConfigDir);
  const stacks = (existsSync(folder) ? readdirSync(folder) : [])
    .map(
      (file) =>
        /^Pulumi\.(?<name>(?<scenario>[^_]+)(?:_[a-z][a-z0-9]*)?-(?<environment>[a-z][a-z0-9]*))\.yaml$/.exec(
          file,
        )?.groups,
    )
    .filter((groups) => groups !== undefined)
    .map(({ name = "", scenario = "", environment = "" }): Stack => ({ name, scenario, environment }))
    .filter(({ scenario }) => existsSync(join(workspace, programFolder, scenario, "index.ts")))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { main, programFolder, settingsFolder: stackConfigDir, stacks };
}
