import { readFileSync } from "node:fs";
import { ScratchClone } from "../../packages/nx-pulumi/src/testing.ts";
import { walk } from "./walk.ts";

it("a platform engineer's first hour works as docs/first-change.md has it", () => {
  const clone = new ScratchClone();
  try {
    const page = readFileSync("docs/first-change.md", "utf8");
    expect(walk(page, clone.root, clone.environment())).toEqual([]);
  } finally {
    clone.end();
  }
});
