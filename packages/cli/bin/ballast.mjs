#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what is wrong.
import module from "node:module";
import { join } from "node:path";

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `ballast needs Node 24 and this is ${process.version}. Run it as "npx ballast": npx finds the Node of node_modules.`,
  );
  process.exit(2);
}
// Compiled code is kept between runs: a third of the time that loading the SDK takes.
module.enableCompileCache(join(import.meta.dirname, "../../../node_modules/.cache/ballast/compile"));
// The reader of the output may stop, as `| head` does, or its terminal be closed. The command goes on, and its status is
// its own.
const { isClosedOutput } = await import("../src/closedOutput.ts");
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error) => {
    if (!isClosedOutput(error)) throw error;
  });
// Before anything loads the SDK.
const { loadLazily } = await import("../src/lazyModules.ts");
loadLazily();
const { main } = await import("../src/main.ts");
process.exitCode = await main(process.argv.slice(2), true);
