import { spawnSync } from "node:child_process";

it("has the handlers' actions as CloudFormation's schemas have them", () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ["tools/deploymentActions.ts", "--check"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^\d+ types by \d+ types of CloudFormation's with handlers\.$/m);
});
