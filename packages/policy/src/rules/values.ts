import { refusedIn } from "@ballast/analysis";
import { aws, everyType } from "@ballast/aws";
import { unmountedVolumes } from "@ballast/aws/values";
import { given, isName, isSecretBearing, shownPath } from "@ballast/contracts/plain";
import { isAt, type Resource } from "@ballast/model";
import type { Rule } from "../rule.ts";

export const valueRules: Rule[] = [
  {
    id: "aws-refuses",
    severity: "error",
    sentence: "A resource has no value that AWS rejects.",
    why: "AWS rejects a value only when the deployment reaches the resource; by then other resources have changed.",
    fix: "Use a value that AWS accepts; the message names the allowed values, the source in AWS's documentation, and the date on which it was read.",
    types: everyType,
    *check(resource, stack) {
      for (const { path, value, problem, accepts, source } of refusedIn(resource, stack)) {
        const shown = shownPath(path);
        const from = `AWS accepts ${accepts} (${source.name}, ${source.date})`;
        const missing = problem ?? `has no ${shown}`;
        yield {
          part: shown,
          message:
            value === undefined
              ? `${missing}; ${from}`
              : `has ${shown}: ${shownValue(resource, path, value)}; ${from}`,
        };
      }
    },
  },
  {
    id: "ecs-unmounted-volume",
    severity: "warning",
    sentence: "A container mounts each volume of its task.",
    why: "A volume that no container mounts is created, attached and billed, and nothing is stored on it.",
    fix: "Mount it in a container, or remove it.",
    types: [aws.taskDefinition],
    *check({ inputs }) {
      for (const name of unmountedVolumes(inputs))
        yield { part: name, message: `has the volume ${given(name)}, which no container mounts` };
    },
  },
];

/** Properties whose value a program chooses freely. */
const free = /(^|\.)(insecureV|v)alue(Wo)?(\[\d+\])?$/;

/**
 * Secrets and freely chosen values are hidden. A text is shown if the plan marks its secrets and this is not one
 * of them, or if it has the form of a name.
 */
function shownValue({ secrets, registeredType = "" }: Resource, path: string, value: unknown): string {
  if (isSecretBearing(path) || free.test(path) || secrets?.some((secret) => isAt(path, secret)))
    return "a value (not shown)";
  if (Array.isArray(value)) return `${value.length} items`;
  if (typeof value === "object") return "an object";
  if (typeof value !== "string") return given(value);
  if (/^-?\d{1,9}$/.test(value)) return value;
  const isPlain = secrets !== undefined && !registeredType.includes("::");
  return isPlain || isName(value) ? given(value) : `a text of ${value.length} characters (not shown)`;
}
