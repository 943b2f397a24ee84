// Plans stacks for planningWorkers.ts, in a separate process.
import module from "node:module";
import { join } from "node:path";
import { PlanError, projectAt } from "@ballast/plan";
import { loadLazily } from "./lazyModules.ts";
import { cacheOf, keepPlans, plannerOf } from "./planning.ts";
import type { Planner } from "./planner.ts";
import type { Answer, Written } from "./planningAnswer.ts";

const [root = "", cached] = process.argv.slice(2);
const files = projectAt(root);
let planner: Promise<Planner> | undefined;

async function answer(stack: string): Promise<Answer> {
  const written: Written[] = [];
  const release = capture(written);
  try {
    planner ??= plannerOf(files);
    return { outcome: { plan: await (await planner).plan(stack) }, written };
  } catch (error) {
    return error instanceof PlanError ? { outcome: { error: error.message }, written } : { written: [] };
  } finally {
    release();
  }
}

/** Captures the program's output, so that it can be printed in the order of the stacks. */
function capture(written: Written[]): () => void {
  const before = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const stream of ["stdout", "stderr"] as const)
    process[stream].write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
      const [encoding] = rest;
      written.push({
        stream,
        text:
          typeof chunk === "string" && encoding !== "hex" && encoding !== "base64"
            ? chunk
            : Buffer.from(chunk as string, encoding as BufferEncoding).toString(),
      });
      const done = rest.at(-1);
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
  return () => {
    for (const stream of ["stdout", "stderr"] as const) process[stream].write = before[stream];
  };
}

module.enableCompileCache(join(import.meta.dirname, "../../../node_modules/.cache/ballast/compile"));
loadLazily();
if (cached === "cached") keepPlans();
process.on("message", (stack: string) => {
  void answer(stack).then((told) => process.send?.(told));
});
// This also happens if the parent process has ended.
process.on("disconnect", () => {
  cacheOf(files)?.keep();
  process.exit();
});
