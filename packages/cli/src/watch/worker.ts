// Plans for `ballast watch` in a separate process, because a process loads each module of a program only once.
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

/** The plans, or the error that prevented them. */
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
    // Load the planner now, so that the next save need not wait for it if cached plans were sufficient.
    void plannerOf(projectAt(process.cwd())).catch(() => undefined);
  });
});
process.on("disconnect", () => process.exit());
