import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

/**
 * Jest's Node environment for tests in which a program is meant to fail. When the engine refuses a resource, the SDK
 * rejects every promise that waits for it, dozens of which nobody handles; the engine has said what was wrong, and the
 * test looks at that. Jest would fail the whole file over them.
 */
export default class EngineEnvironment extends TestEnvironment {
  readonly #ignore = (): void => undefined;

  handleTestEvent(event: Circus.AsyncEvent): void {
    if (event.name === "setup") {
      // Jest's own listeners stand by now, and it puts the former ones back itself when the file is done.
      process.removeAllListeners("unhandledRejection");
      process.on("unhandledRejection", this.#ignore);
    }
    if (event.name === "teardown") process.off("unhandledRejection", this.#ignore);
  }
}
