import {
  fields,
  isAt,
  leaves,
  list,
  text,
  type PlannedResource,
  type ResolvedResource,
} from "@ballast/model";
import type { Survival } from "@ballast/contracts";
import type { RecordedResource } from "@ballast/recording";
import { plannedResources } from "./mask.ts";
import { ownNames } from "./ownNames.ts";

export function resolvedResources(recorded: readonly RecordedResource[]): ResolvedResource[] {
  const planned = plannedResources(recorded);
  return recorded.map((resource, index) => {
    const survives = survivalIn(resource.outputs);
    const shown = planned[index] as PlannedResource;
    const mounts = list(resource.outputs?.["mounts"]).filter((one) => typeof one === "string");
    return {
      ...shown,
      identifiers: identifiersOf(resource),
      ...(survives && { survives }),
      ...(mounts.length > 0 && { mounts }),
    };
  });
}

/** For a stack reference: the names of its secret outputs. */
const secretNames = "secretOutputNames";

function identifiersOf({
  custom,
  id,
  inputs,
  secrets,
  state,
  type,
}: RecordedResource): Record<string, string> {
  if (!custom) return {};
  const secretOutputs = list(state[secretNames]).map((name) => `outputs.${text(name)}`);
  const secretTexts = [...leaves(inputs)]
    .filter(({ path }) => secrets.some((secret) => isAt(path, secret)))
    .map((leaf) => leaf.text)
    .filter((value) => value !== "");
  const named = ownNames(type);
  const answered = Object.fromEntries(
    Object.entries(state).filter(([key]) => key !== secretNames && (!(key in inputs) || named.includes(key))),
  );
  const found: Record<string, string> = {};
  for (const leaf of [{ path: "id", text: id }, ...leaves(answered)]) {
    const isSecret =
      secretOutputs.some((path) => isAt(leaf.path, path)) ||
      secretTexts.some((secret) => leaf.text.includes(secret));
    if (leaf.text !== "" && !isSecret) found[leaf.text] ??= leaf.path;
  }
  return found;
}

function survivalIn(outputs: Record<string, unknown> | undefined): Survival | undefined {
  const { taskRestart, instanceLoss, zoneLoss, destroy } = fields(outputs?.["survives"]);
  const survives = { taskRestart, instanceLoss, zoneLoss, destroy };
  const isTold = Object.values(survives).every((answer) => typeof answer === "boolean");
  return isTold ? (survives as Survival) : undefined;
}
