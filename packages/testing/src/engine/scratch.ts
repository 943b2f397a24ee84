import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineSandbox } from "./sandbox.ts";

const region = "eu-central-1";

/** A sandbox for a stack that belongs to no project and has no settings but its region. */
export async function scratchSandbox(stackName: string): Promise<EngineSandbox> {
  const project = mkdtempSync(join(tmpdir(), "project-"));
  mkdirSync(join(project, "config"));
  writeFileSync(join(project, "Pulumi.yaml"), "name: ballast\nruntime: nodejs\nstackConfigDir: config\n");
  writeFileSync(join(project, `config/Pulumi.${stackName}.yaml`), `config:\n  aws:region: ${region}\n`);
  try {
    return await EngineSandbox.open({ project }, region);
  } finally {
    // The sandbox works on a copy.
    rmSync(project, { recursive: true });
  }
}
