/**
 * `npm run test:pack`: packs every package as npm is to publish it, has publint and Are The Types Wrong look at the
 * tarballs, and installs them together in a program outside the workspace, which is compiled and planned.
 */
import { spawnSync } from "node:child_process";
import { runJest } from "./jest.ts";

const { status } = spawnSync("node", ["tools/pack.ts", "--check"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
const packed = status ?? 1;
const tested = runJest("pack");
process.exitCode = packed || tested;
