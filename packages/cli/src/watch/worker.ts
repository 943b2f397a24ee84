// Plans for `ballast watch`, in a process of its own: modules of a program are loaded once, so a changed one takes another process.
import module from "node:module";
import { join } from "node:path";
import { PlanError, projectAt } from "@ballast/plan";
import { chosen } from "../chosen.ts";
import { loadLazily } from "../lazyModules.ts";
import { keepPlans, planAll, plannerOf, type Outcome } from "../planning.ts";

export interface Asked {
  stacks: string[];
  environment: string | undefined;
}

/** What there is, or why there is nothing. */
export type Answer = { outcomes: Outcome[] } | { error: string };

async function answer({ stacks, environment }: Asked): Promise<Answer> {
  try {
    const files = projectAt(process.cwd());
    return { outcomes: await planAll(files, chosen(files, stacks, environment)) };
  } catch (error) {
    return { error: error instanceof PlanError ? error.message : String((error as Error).stack ?? error) };
  }
}

module.enableCompileCache(join(import.meta.dirname, "../../../../node_modules/.cache/ballast/compile"));
loadLazily();
keepPlans();
process.on("message", (asked: Asked) => {
  void answer(asked).then((told) => {
    process.send?.(told);
    // So that the next save need not wait for it, where plans of earlier runs were enough.
    void plannerOf(projectAt(process.cwd())).catch(() => undefined);
  });
});
process.on("disconnect", () => process.exit());
