import { pathParts, propertyPath, setSecretCommand } from "@ballast/model";
import { RecordingError } from "@ballast/recording";
import * as pulumi from "@pulumi/pulumi";
import { PlanError } from "./planError.ts";
import type { StackFile } from "./stackFile.ts";

/** A program's configuration errors, with the rejected values. */
interface Faulty {
  heading: string;
  faults: { path: (string | number)[]; at?: (string | number)[]; text: string }[];
}

/** The message that the program threw. For an unexpected error, also the location. */
export function explained(error: Error, file?: StackFile): string {
  if (file !== undefined && "faults" in error && "heading" in error)
    return withLines(error as unknown as Faulty, file);
  const kinds = [pulumi.RunError.isInstance, pulumi.InputPropertiesError.isInstance];
  const meant = error instanceof RecordingError || kinds.some((isKind) => isKind(error));
  return meant ? error.message : (error.stack ?? error.message);
}

function withLines({ heading, faults }: Faulty, { lineOf }: StackFile): string {
  const lines = faults.map(({ path, at = path, text }) => {
    const line = lineOf(at);
    return `  ${line === undefined ? "" : `line ${line}, `}${propertyPath(path)}: ${text}`;
  });
  return [heading, ...lines].join("\n");
}

/**
 * Faults of values in a stack's file, with file and lines.
 *
 * @param faults Each begins with its full key and the path within: `ballast:usage.tasks is …`.
 */
export function refusedValues(stack: string, faults: readonly string[], file?: StackFile): string {
  const lines = faults.map((text) => {
    const [, key = "", within = ""] = /^([\w-]+:\w+)((?:\.\w+|\[\d+\]|\["[^"]*"\])*)/.exec(text) ?? [];
    const line = key === "" ? undefined : file?.lineOf([key, ...pathParts(within)]);
    return `  ${line === undefined ? "" : `line ${line}, `}${text}`;
  });
  return [`${stack}${file === undefined ? "" : ` (${file.path})`}:`, ...lines].join("\n");
}

/** @throws {PlanError} that names every declared secret whose value is in the stack's file unencrypted. */
export function refuseClearText(
  stack: string,
  project: string,
  declared: string[],
  values: Record<string, string>,
  file?: StackFile,
): void {
  const open = declared.filter((key) => Object.hasOwn(values, `${project}:${key}`));
  if (open.length === 0) return;
  throw new PlanError(
    [
      `${stack} has secrets in clear text in its file${file === undefined ? "" : `, ${file.path}`}, where others may have read them. Replace each at its source, and set ` +
        "the new value, which Pulumi then encrypts:",
      ...open.map((key) => `  ${project}:${key}: ${setSecretCommand(stack, key)}`),
    ].join("\n"),
  );
}
