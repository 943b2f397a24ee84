import { execFileSync } from "node:child_process";
import { join } from "node:path";

it("lets every component be created, in every mode, under the mocks of Pulumi's guide", () => {
  const printed = execFileSync(process.execPath, [join(__dirname, "ordinaryMocksProgram.ts")], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const report = JSON.parse(printed.trim().split("\n").at(-1) ?? "") as { tried: number; failures: string[] };
  expect(report.failures).toEqual([]);
  expect(report.tried).toBeGreaterThan(100);
});
