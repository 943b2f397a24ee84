import { doctorStep, healthyStep, inventoryStep, patchStep, previewStep, upStep } from "./deploying.ts";
import { destroyStep, leftoversStep } from "./destroying.ts";
import { restoredStack } from "./restoring/second.ts";
import { restoreStepsOf } from "./restoring/steps.ts";
import type { Step } from "./step.ts";
import { walkOf } from "./walks/index.ts";

/** The steps of a run: those that accept the stack, and those that delete everything. */
export interface RunSteps {
  accepting: Step[];
  ending: Step[];
}

/**
 * @param scenario The scenario in the stack's name. A scenario without a walk has only the common steps.
 * @param instance The instance in the stack's name. @default - no instance
 */
export function stepsOf(scenario: string, environment: string, instance = ""): RunSteps {
  const walk = walkOf(scenario);
  const { upMinutes = 45, destroyMinutes = 45, readsBack } = walk;
  const restored = restoredStack(scenario, environment, instance);
  return {
    accepting: [
      doctorStep,
      inventoryStep(restored),
      upStep(upMinutes),
      previewStep,
      healthyStep,
      ...walk.steps,
      patchStep,
      ...(readsBack === undefined
        ? []
        : [
            {
              ...readsBack,
              id: `${readsBack.id}-after-patch`,
              does: `${readsBack.does}, after the hosts were replaced`,
            },
          ]),
      ...restoreStepsOf(walk, restored, { up: upMinutes, destroy: destroyMinutes }),
    ],
    ending: [destroyStep(destroyMinutes, restored), leftoversStep],
  };
}

export function minutesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { minutes }) => sum + minutes, 0);
}
