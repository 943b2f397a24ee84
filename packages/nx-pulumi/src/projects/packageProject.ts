import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TargetConfiguration } from "@nx/devkit";
import { test, type Project } from "./project.ts";

/** A folder with a package.json: tested, and built if npm publishes it. */
export function packageProject(workspace: string, root: string): Project {
  if (root === "stacks") {
    // Scenarios below it are projects of their own, with tests of their own.
    const folders = ["*", "shared/**/*", "testing/**/*"].map((files) => `"**/${root}/${files}.test.ts"`);
    // The longest of all tasks, which ends last and by itself: so it takes a second core.
    const pattern = `--maxWorkers 2 --testMatch ${folders.join(" ")}`;
    return { targets: { test: test(root, { pattern, inputs: ["{workspaceRoot}/examples/**/*"] }) } };
  }
  const manifest = JSON.parse(readFileSync(join(workspace, root, "package.json"), "utf8")) as {
    private?: boolean;
  };
  // Tools of this repository are run from their sources.
  return { targets: { test: test(root), ...(manifest.private !== true && { build: build(root) }) } };
}

function build(root: string): TargetConfiguration {
  return {
    command: `tsc --project ${root}/tsconfig.build.json`,
    cache: true,
    dependsOn: ["^build"],
    inputs: ["production", "^production"],
    outputs: ["{projectRoot}/dist"],
    metadata: { description: "What npm publishes: JavaScript and its types" },
  };
}
