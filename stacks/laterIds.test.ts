import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { LaterId } from "./testing/laterIdsProgram.ts";

const printed = execFileSync(process.execPath, [join(__dirname, "testing/laterIdsProgram.ts")], {
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});

it.each((JSON.parse(printed) as LaterId[]).map((outcome) => [outcome.path, outcome] as const))(
  "%s accepts another resource's output, and refuses one that holds something else",
  (_path, { same, previewed, accepted }) =>
    expect({ same, previewed, accepted }).toEqual({
      same: true,
      previewed: true,
      accepted: [],
    }),
);
