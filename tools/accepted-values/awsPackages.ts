import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pythonWith } from "../pythonEnvironment.ts";

const requirements = join(import.meta.dirname, "../aws-emulator/requirements.txt");

/** The version of a Python package that the emulator of AWS requires. */
export function pinnedPackage(name: string): string {
  const version = new RegExp(`^${name}==(.*)$`, "m").exec(readFileSync(requirements, "utf8"))?.[1];
  if (version === undefined) throw new Error(`${requirements} does not pin ${name}.`);
  return version;
}

/** The folder with botocore and cfn-lint, of the environment in which the emulator of AWS runs. */
export function sitePackages(): string {
  const python = pythonWith({
    name: "aws-emulator",
    requirements,
    announcement: "Installing botocore and cfn-lint; this takes about a minute, once a machine.",
    withoutPython: "This needs Python 3.10 or later with venv and pip.",
  });
  const lib = join(python, "../../lib");
  const version = readdirSync(lib).find((name) => name.startsWith("python"));
  return join(lib, version ?? "", "site-packages");
}
