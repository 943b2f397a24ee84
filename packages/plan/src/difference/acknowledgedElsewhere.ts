import { PlanError } from "../planError.ts";
import { configurationIn, stacksIn } from "../project.ts";
import { acknowledgementsIn } from "./acknowledgement.ts";

/**
 * Stacks without settings here for which the settings of others acknowledge losses: whoever compares those others must
 * compare these as well, or cannot tell what an entry is for.
 */
export function acknowledgedElsewhere(root: string, wanted: (stack: string) => boolean): Set<string> {
  const here = stacksIn(root);
  const named = here.filter(wanted).flatMap((stack) => {
    try {
      return acknowledgementsIn(configurationIn(root, stack).values).entries.map(
        ({ urn }) => urn.split(":")[2] ?? "",
      );
    } catch (error) {
      // The stack's own plan says what is wrong with its file.
      if (error instanceof PlanError) return [];
      throw error;
    }
  });
  return new Set(named.filter((stack) => !here.includes(stack)));
}
