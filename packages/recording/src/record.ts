import * as pulumi from "@pulumi/pulumi";
import type { RecordedResource } from "./recordedResource.ts";
import { Recorder } from "./recorder.ts";
import type { RecordOptions } from "./recordOptions.ts";
import type { Recording } from "./recording.ts";

/** The SDK's mocks are one per process, so recordings take turns. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs a program on the SDK's mock monitor and says what it registered.
 *
 * @throws what the program throws, and what any registration or look-up of it fails with.
 */
export function record<Result>(
  build: () => Result | Promise<Result>,
  options: RecordOptions = {},
): Promise<Recording<Result>> {
  const recorded = turn.then(() => new Recorder(options).run(build));
  turn = recorded.catch(() => undefined);
  return recorded;
}

/** Runs a program that must be refused, and says why and what had been registered by then. */
export async function recordRefusal(
  build: () => unknown,
  options: RecordOptions = {},
): Promise<{ error: Error; paths: string[]; registered: string[]; resources: RecordedResource[] }> {
  const recorder = new Recorder(options);
  const outcome = turn
    .then(() => recorder.run(build))
    .then(
      () => undefined,
      (error: unknown) => error as Error,
    );
  turn = outcome;
  const error = await outcome;
  if (error === undefined) throw new Error("the program was expected to be refused, and it was not");
  const paths = pulumi.InputPropertiesError.isInstance(error)
    ? error.errors.map((fault) => fault.propertyPath)
    : [];
  return { error, paths, registered: recorder.registered(), resources: recorder.resources() };
}
