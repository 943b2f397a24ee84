import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SavedFiles } from "./savedFiles.ts";

let top: string;
let saved: SavedFiles;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "saved-")));
  execFileSync("git", ["init", "--quiet", top]);
  write({ "a/f": "1", "a/deep/g": "1", ".gitignore": "*.log\n" });
  saved = new SavedFiles(top);
});
afterEach(() => {
  saved.close();
  rmSync(top, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(top, path, ".."), { recursive: true });
    writeFileSync(join(top, path), text);
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 300));

it("tells of files that are saved, new and deleted, and not of what git ignores", async () => {
  let next = saved.next();
  write({ "a/f": "22", "a/x.log": "1" });
  expect(await next).toEqual(["a/f"]);
  next = saved.next();
  write({ "a/new": "" });
  expect(await next).toEqual(["a/new"]);
  next = saved.next();
  rmSync(join(top, "a/deep"), { recursive: true });
  expect(await next).toEqual(["a/deep/g"]);
});

it("goes on watching a folder that was removed and made again, or renamed there and back", async () => {
  let next = saved.next();
  rmSync(join(top, "a"), { recursive: true });
  expect(await next).toEqual(["a/deep/g", "a/f"]);
  next = saved.next();
  write({ "a/f": "3" });
  expect(await next).toEqual(["a/f"]);
  next = saved.next();
  write({ "a/f": "4444" });
  expect(await next).toEqual(["a/f"]);
  next = saved.next();
  renameSync(join(top, "a"), join(top, "b"));
  expect(await next).toEqual(["a/f", "b/f"]);
  next = saved.next();
  write({ "b/f": "55555" });
  expect(await next).toEqual(["b/f"]);
});

it("sees the first file of a folder that had none", async () => {
  const next = saved.next();
  mkdirSync(join(top, "empty/inner"), { recursive: true });
  await pause();
  write({ "empty/inner/f": "1" });
  expect(await next).toEqual(["empty/inner/f"]);
});

it("passes over a link that leads to itself", async () => {
  const next = saved.next();
  symlinkSync("loop", join(top, "loop"));
  expect(await next).toEqual(["loop"]);
});
