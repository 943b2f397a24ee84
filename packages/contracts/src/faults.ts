import * as pulumi from "@pulumi/pulumi";
import { FaultList } from "./faultList.ts";
import { given, quoted } from "./quoting.ts";

/** The name of a component in messages: `Network "main"`. */
export function subjectOf(component: string, name: string): string {
  return `${component} ${given(name)}`;
}

/**
 * Collects everything that is wrong with a component's arguments, so that its user reads one complete list
 * instead of meeting the faults one deployment at a time.
 */
export class Faults extends FaultList {
  readonly #subject: string;

  /** @param subject As `subjectOf` makes it. */
  constructor(subject: string) {
    super();
    this.#subject = subject;
  }

  /** @throws {pulumi.InputPropertiesError} whose message lists every error, because a user of the program sees only the message. */
  throwIfAny(): void {
    const { found } = this;
    if (found.length === 0) return;
    const count = found.length === 1 ? "1 error" : `${found.length} errors`;
    const lines = found.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    throw new pulumi.InputPropertiesError({
      message: [`${this.#subject} is refused, and nothing of it was registered. ${count}:`, ...lines].join(
        "\n",
      ),
      errors: [...found],
    });
  }
}

/** A value that AWS rejects, as `@ballast/aws` describes it. */
interface RefusedByAws {
  path: string;
  value?: unknown;
  /** Completes the sentence "AWS accepts …". */
  accepts: string;
  source: { name: string; date: string };
}

/**
 * Adds what AWS would refuse, unless an argument has a fault already.
 *
 * @param names Arguments by the properties of the resource that they become.
 */
export function addRefused(
  faults: Faults,
  refused: Iterable<RefusedByAws>,
  names: Readonly<Record<string, string>>,
): void {
  for (const { path, value, accepts, source } of refused) {
    const name = names[path];
    if (name === undefined || faults.found.some(({ propertyPath }) => propertyPath === name)) continue;
    const is = value === undefined ? "is missing" : `${quoted(name, value)} is refused`;
    faults.add(name, `${is}. AWS accepts ${accepts} (${source.name}, ${source.date}).`);
  }
}
