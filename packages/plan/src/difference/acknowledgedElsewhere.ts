import { PlanError } from "../planError.ts";
import { configurationIn, stacksIn } from "../project.ts";
import { acknowledgementsIn } from "./acknowledgement.ts";

/**
 * Stacks without settings whose losses are acknowledged in other stacks' settings. They must be compared together with those stacks, so
 * that each entry finds its loss.
 */
export function acknowledgedElsewhere(root: string, wanted: (stack: string) => boolean): Set<string> {
  const here = stacksIn(root);
  const named = here.filter(wanted).flatMap((stack) => {
    try {
      return acknowledgementsIn(configurationIn(root, stack).values).entries.map(
        ({ urn }) => urn.split(":")[2] ?? "",
      );
    } catch (error) {
      // The plan of that stack reports the errors in its file.
      if (error instanceof PlanError) return [];
      throw error;
    }
  });
  return new Set(named.filter((stack) => !here.includes(stack)));
}
