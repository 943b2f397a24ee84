import { createHash } from "node:crypto";
import { topLevel } from "@ballast/model";
import { unknownOnTheWire, type Properties } from "@ballast/recording/wire";
import type { ResourceFacts } from "./standInValues.ts";

// The Docker Build provider as its source decides (provider/internal/image.go of pulumi-docker-build 0.0.14 and infer/resource.go of
// pulumi-go-provider 1.1.2, which it is made with; read in November 2026), but for the building.

export const imageType = "docker-build:index:Image";

/** @param files What stands for the content of the folder from which it is built. */
export function builtImage({ urn, inputs }: ResourceFacts, files: string): { id: string; state: Properties } {
  const digest = `sha256:${hash(`${urn} ${files}`)}`;
  return { id: digest, state: { digest, contextHash: hash(files), ref: `${firstTag(inputs)}@${digest}` } };
}

/** The provider looks at the context's files, and at no password. */
export function imageChanges(changed: readonly string[], before: Properties, files: string): string[] {
  const own = changed.filter((path) => !/^registries\[\d+\]\.password$/.test(path));
  return before["contextHash"] === hash(files) ? own : [...own, "contextHash"];
}

/**
 * The outputs in a preview of an update. A changed input makes all outputs unknown. If only files have changed, the provider returns
 * the values from before the build: an empty digest, and a reference without digest.
 */
export function previewedImage(inputs: Properties, changed: readonly string[], files: string): Properties {
  return changed.some((path) => topLevel(path) !== "contextHash")
    ? { contextHash: unknownOnTheWire, digest: unknownOnTheWire, ref: unknownOnTheWire }
    : { contextHash: hash(files), digest: "", ref: firstTag(inputs) };
}

function firstTag({ tags }: Properties): string {
  return Array.isArray(tags) ? String(tags[0]) : "";
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
