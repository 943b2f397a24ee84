import * as pulumi from "@pulumi/pulumi";

// In every SDK one unknown value within an output makes the whole output unknown. A part with the id of a file system that a
// preview has yet to create would then tell the next component nothing: not even how many volumes there are. So in previews
// a part crosses with a marker in place of what is unknown, and every host turns the marker back into an unknown value.

/** Long and unusual, so that no program contains it by chance. */
const opening = "{unknown until deployed, says ballast: ";
const marker = /\{unknown until deployed, says ballast: [^{}]*\}/;

/** Methods of the SDK's outputs that their types do not declare. */
interface Inside {
  promise(withUnknowns: boolean): Promise<unknown>;
  apply<T>(change: (value: unknown) => T, runWithUnknowns: boolean): pulumi.Output<T>;
}

function inside(output: pulumi.Output<unknown>): Inside {
  return output as unknown as Inside;
}

/** The value of an output, with `unknown` where a preview does not know it. */
export function valueOf(output: pulumi.Output<unknown>): Promise<unknown> {
  return inside(output).promise(true);
}

/** An output of this value, with the dependencies and the secrecy of another; unknown if the value is. */
export function derived(source: pulumi.Output<unknown>, value: unknown): pulumi.Output<unknown> {
  return inside(source).apply(() => value, true);
}

/** A value for another host: in previews it is known, with markers in place of unknown values inside it. */
export function marked(value: unknown, path: string): unknown {
  if (!pulumi.runtime.isDryRun()) return value;
  return inside(pulumi.output(value)).apply((known) => withMarkers(known, path), true);
}

function withMarkers(value: unknown, path: string): unknown {
  if (pulumi.isUnknown(value)) return `${opening}${path.replaceAll(/[{}]/g, "")}}`;
  if (Array.isArray(value)) return value.map((item, index) => withMarkers(item, `${path}[${index}]`));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withMarkers(item, `${path}.${key}`)]),
  );
}

/** A value from a program, with unknown values in place of markers. A text that contains a marker is completely unknown. */
export function unmarked(value: unknown): unknown {
  if (!pulumi.runtime.isDryRun()) return value;
  if (pulumi.Output.isInstance(value)) return inside(value).apply(unmarkedValue, true);
  return typeof value === "string" && marker.test(value) ? pulumi.output<unknown>(pulumi.unknown) : value;
}

function unmarkedValue(value: unknown): unknown {
  if (typeof value === "string") return marker.test(value) ? pulumi.unknown : value;
  if (Array.isArray(value)) return value.map(unmarkedValue);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmarkedValue(item)]));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
