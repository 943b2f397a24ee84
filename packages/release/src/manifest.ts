import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A package's package.json, as far as it is read here. */
export interface Manifest {
  name: string;
  version: string;
  description: string;
  private?: boolean;
  main?: string;
  dependencies?: Record<string, string>;
  exports: Record<string, string>;
  [field: string]: unknown;
}

export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
}
