import { EngineSandbox } from "@ballast/testing/engine";
import run from "../index.ts";
import { engineTests } from "../testing/engineTests.ts";
import { openThisProject } from "../testing/scenarioTests.ts";

engineTests("fsx-windows");

// Both environments mount natively; the other mode has a secret to keep, so it goes through the engine too.
it("maps a share with a password that is in nothing written, and goes without a trace", async () => {
  const name = "fsx-windows-dev";
  const project = await openThisProject();
  const { values } = project.configurationOf(name);
  const sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
  try {
    await (await sandbox.stack("network-dev", run)).up();
    const before = sandbox.cloud.existing.length;
    const stack = await sandbox.stack(name, run);
    const password = `Throw-away-${Math.random().toString(36).slice(2)}`;
    await stack.setSecret("sharePassword", password);
    // No login is created in this mode, so none is discarded.
    const kept = "the engine tests are done with it";
    stack.changeSettings({
      share: { mode: "globalMapping", folder: "app-state", hardening: true },
      retentionReason: { files: kept, directory: kept, logs: kept },
    });
    const { log, succeeded } = await stack.up();
    expect(log).not.toContain("rror:");
    expect(succeeded).toBe(true);
    expect(JSON.stringify(sandbox.cloud.existing)).toContain(password);
    expect(sandbox.everythingWritten()).not.toContain(password);
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    expect((await stack.destroy()).succeeded).toBe(true);
    expect(sandbox.log).not.toContain(password);
    expect(sandbox.cloud.existing.length).toBe(before);
  } finally {
    sandbox.close();
  }
}, 600_000);
