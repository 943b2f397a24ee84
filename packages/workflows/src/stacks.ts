import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

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
  const folder = folderIn(workspace);
  const files = readdirSync(join(workspace, folder)).map((file) => join(folder, file));
  return stacksAmong(files, folder).map(({ file, ...stack }) => {
    const text = readFileSync(join(workspace, file), "utf8");
    return { ...stack, initialised: /^secretsprovider:\s*\S/m.test(text) };
  });
}

/** The folder with the settings files, from the top of a workspace. */
export function folderIn(workspace: string): string {
  return /^stackConfigDir:\s*(\S+)/m.exec(readFileSync(join(workspace, "Pulumi.yaml"), "utf8"))?.[1] ?? ".";
}

/** The stacks whose settings are among files of a workspace, by name. */
export function stacksAmong(
  files: readonly string[],
  folder: string,
): (Omit<KnownStack, "initialised"> & { file: string })[] {
  return [...files].sort().flatMap((file) => {
    const name = relative(folder, file);
    const [, stack, scenario, environment] =
      /^Pulumi\.(([^_]+)(?:_[a-z][a-z0-9]*)?-([a-z][a-z0-9]*))\.yaml$/.exec(name) ?? [];
    if (stack === undefined || scenario === undefined || environment === undefined) return [];
    return [{ file, stack, scenario, environment }];
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

/** The order in which an environment's stacks are deployed: first the stacks that others use, then the others in parallel. */
export function waves(stacks: KnownStack[], environment: string): { first: string[]; then: string[] } {
  const ours = delivered(stacks).filter((stack) => stack.environment === environment);
  const names = (wanted: boolean): string[] =>
    ours.filter(({ scenario }) => (scenario === foundation) === wanted).map(({ stack }) => stack);
  return { first: names(true), then: names(false) };
}
