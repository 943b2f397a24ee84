import type * as pulumi from "@pulumi/pulumi";
import { shownPath } from "./quoting.ts";

/** Collects everything that is wrong with what was given. */
export class FaultList {
  readonly #found: pulumi.InputPropertyErrorDetails[] = [];

  /**
   * @param path Property path of the argument: `containers.web.image`.
   * @param reason What was given, what is allowed, what to do. Never a secret's value.
   */
  add(path: string, reason: string): void {
    this.#found.push({ propertyPath: shownPath(path), reason });
  }

  get found(): readonly pulumi.InputPropertyErrorDetails[] {
    return this.#found;
  }
}
