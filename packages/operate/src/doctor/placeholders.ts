import { missing, warning, type Check } from "./check.ts";
import type { Needs } from "./needs/needs.ts";

/** Placeholders of the examples that settings still contain. */
export function placeholderChecks({ stack, placeholders }: Needs): Check[] {
  return placeholders.map(({ path, value, why, certain }) => {
    const found = `${value}: ${why}`;
    const fix = `Replace it in the settings file of ${stack}.`;
    return {
      id: `placeholder:${stack}:${path}`,
      what: `${path} is not a placeholder`,
      stacks: [stack],
      ...(certain ? missing(found, fix) : warning(`${found}; it may be intended`, fix)),
    };
  });
}
