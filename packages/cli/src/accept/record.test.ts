import type { AcceptanceRecord } from "@ballast/report";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunFolder } from "./record.ts";

const run = { version: 1, stack: "rexray-ebs-dev", startedAt: "2026-11-28T01:02:03Z", steps: [], before: [] };

it("refuses another run while the record of the earlier one has a second stack", () => {
  const path = mkdtempSync(join(tmpdir(), "ballast-run-"));
  const folder = new RunFolder(path);
  folder.requireNothingCreated();
  const record = { ...run, created: ["rexray-ebs_restored-dev"] } as unknown as AcceptanceRecord;
  folder.save(record);
  const before = readFileSync(join(path, "run.json"), "utf8");
  expect(() => folder.requireNothingCreated()).toThrow(
    /has created rexray-ebs_restored-dev\. Start the command without/,
  );
  expect(readFileSync(join(path, "run.json"), "utf8")).toBe(before);
  delete record.created;
  folder.save(record);
  expect(folder.requireNothingCreated()).toBeUndefined();
});
