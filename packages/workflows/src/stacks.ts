import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A stack as its settings file shows it. */
export interface KnownStack {
  stack: string;
  scenario: string;
  environment: string;
  /**
   * Whether it was initialised for a backend: `pulumi stack init --secrets-provider` leaves the provider in the settings
   * file. What was not, the workflows leave alone.
   */
  initialised: boolean;
}

/** The stacks that have settings in this folder, by name. They come from files alone; nothing is run. */
export function readStacks(workspace: string): KnownStack[] {
  const folder =
    /^stackConfigDir:\s*(\S+)/m.exec(readFileSync(join(workspace, "Pulumi.yaml"), "utf8"))?.[1] ?? ".";
  return readdirSync(join(workspace, folder))
    .sort()
    .flatMap((file) => {
      const [, stack, scenario, environment] = /^Pulumi\.((.+)-([a-z0-9]+))\.yaml$/.exec(file) ?? [];
      if (stack === undefined || scenario === undefined || environment === undefined) return [];
      const text = readFileSync(join(workspace, folder, file), "utf8");
      return [{ stack, scenario, environment, initialised: /^secretsprovider:\s*\S/m.test(text) }];
    });
}

/** Others stand on it, so it goes first. */
const foundation = "network";

/** It holds the roles that the workflows take on, so a person deploys it, not they. */
const ownGround = "delivery";

/** The stacks that workflows look at and deploy. */
export function delivered(stacks: KnownStack[]): KnownStack[] {
  return stacks.filter(({ initialised, scenario }) => initialised && scenario !== ownGround);
}

/** In which order an environment's stacks are deployed: what others stand on, then the others side by side. */
export function waves(stacks: KnownStack[], environment: string): { first: string[]; then: string[] } {
  const ours = delivered(stacks).filter((stack) => stack.environment === environment);
  const names = (wanted: boolean): string[] =>
    ours.filter(({ scenario }) => (scenario === foundation) === wanted).map(({ stack }) => stack);
  return { first: names(true), then: names(false) };
}
