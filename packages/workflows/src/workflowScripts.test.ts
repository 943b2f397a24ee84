import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "./testing.ts";
import { workflows } from "./testing/workflowFiles.ts";

describe("what runs pulumi", () => {
  let workspace: Workspace;
  beforeEach(() => (workspace = new Workspace()));
  afterEach(() => workspace.close());

  /** The step as GitHub's runner has bash run it, with a pulumi that says how it was called. */
  function runStep(workflow: string, job: string, step: string, status: number) {
    const { run = "" } = workflows[workflow]?.jobs[job]?.steps.find(({ name }) => name === step) ?? {};
    workspace.write(
      "bin/pulumi",
      `#!/bin/bash\necho "pulumi $*"\necho "from $PULUMI_BACKEND_URL" >&2\nexit ${status}\n`,
    );
    chmodSync(join(workspace.folder, "bin/pulumi"), 0o755);
    workspace.write("script.sh", run);
    const done = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", join(workspace.folder, "script.sh")],
      {
        encoding: "utf8",
        env: {
          PATH: `${join(workspace.folder, "bin")}:${process.env["PATH"] ?? ""}`,
          RUNNER_TEMP: workspace.folder,
          GITHUB_STEP_SUMMARY: join(workspace.folder, "summary.md"),
          STACK: "network-dev",
          PULUMI_BACKEND_URL: "s3://states",
        },
      },
    );
    const read = (name: string): string => {
      const path = join(workspace.folder, name);
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    };
    return {
      status: done.status,
      left: [read("result/network-dev.output.txt"), read("result/network-dev.status.txt").trim()],
      summary: read("summary.md"),
    };
  }

  it.each([0, 255])("keeps a preview's output and status %p, and shows it on the run's page", (status) => {
    const { left, summary, ...result } = runStep("preview", "preview", "Preview", status);
    expect(result.status).toBe(status);
    expect(left).toEqual([
      expect.stringMatching(/^pulumi preview --stack network-dev .*\nfrom s3:\/\/states\n$/),
      String(status),
    ]);
    expect(left[0]).toContain("--policy-pack packages/policy");
    expect(summary).toContain("### Preview of network-dev\n````````\npulumi preview");
  });

  it.each([0, 1])("leaves it to the report what drift means: status %p", (status) => {
    const { left, ...result } = runStep("drift", "refresh", "Refresh without writing", status);
    expect(result.status).toBe(0);
    expect(left[1]).toBe(String(status));
    expect(left[0]).toContain("refresh --stack network-dev --preview-only --expect-no-changes");
  });

  it.each(["first", "then", "prod-first", "prod-then"])("fails %s with its deployment", (job) => {
    expect(runStep("deploy", job, "Deploy", 255).status).toBe(255);
    expect(workflows["deploy"]?.jobs[job]?.steps.at(-1)?.run).not.toContain("skip-preview");
  });
});
