import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PulumiRunner, type PulumiUpdate } from "./pulumi.ts";

const path = process.env["PATH"];
const pace = { timeoutSeconds: 20 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-"));
  process.env["PATH"] = [folder, path].join(delimiter);
});
afterEach(() => {
  process.env["PATH"] = path;
  rmSync(folder, { recursive: true });
});

function prints(script: string): PulumiRunner {
  writeFileSync(join(folder, "pulumi"), `#!/bin/bash\n${script}\n`);
  chmodSync(join(folder, "pulumi"), 0o755);
  return new PulumiRunner(folder, join(folder, "log"));
}

it("takes no stack of another organization for the one that --stack names", async () => {
  const listed = [
    { name: "rexray-ebs-dev", resourceCount: 74 },
    { name: "jane/rexray-ebs-dev", resourceCount: 0 },
    { name: "acme/ballast/network-dev", resourceCount: 9 },
    { name: "clair-dev" },
  ];
  expect(await prints(`echo '${JSON.stringify(listed)}'`).stacks(pace)).toEqual(
    new Map([
      ["rexray-ebs-dev", 74],
      ["clair-dev", 0],
    ]),
  );
});

it("reads the history page by page, to the update that was there before", async () => {
  const all = Array.from({ length: 120 }, (_, index): PulumiUpdate => ({
    kind: "update",
    startTime: new Date(Date.UTC(2026, 10, 28) - index * 60_000).toISOString(),
    message: `update ${index}`,
  }));
  for (const page of [1, 2, 3])
    writeFileSync(join(folder, `page${page}`), JSON.stringify(all.slice((page - 1) * 50, page * 50)));
  const pulumi = prints(`echo "$*" >> ${folder}/calls; cat "${folder}/page$7"`);
  for (const count of [0, 1, 49, 50, 51, 119])
    expect(await pulumi.updatesAfter("rexray-ebs-dev", all[count]?.startTime, pace)).toEqual(
      all.slice(0, count),
    );
  expect(await pulumi.updatesAfter("rexray-ebs-dev", undefined, pace)).toEqual(all);
  expect(await pulumi.updatesAfter("rexray-ebs-dev", "2025-01-01T00:00:00.000Z", pace)).toEqual(all);
});
