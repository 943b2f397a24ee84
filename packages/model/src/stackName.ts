/** A stack's name taken apart: `<scenario>-<environment>`, or `<scenario>_<instance>-<environment>`. */
export interface NameParts {
  scenario: string;
  /** Which of several stacks of a scenario in one environment. @default - the one that is plain */
  instance?: string;
  environment: string;
}

/** @returns undefined if it is not a stack's name; whether there is such a scenario is not looked at. */
export function splitStackName(name: string): NameParts | undefined {
  const { scenario, instance, environment } =
    /^(?<scenario>[^_]+)(?:_(?<instance>[a-z][a-z0-9]*))?-(?<environment>[a-z][a-z0-9]*)$/.exec(name)
      ?.groups ?? {};
  if (scenario === undefined || environment === undefined) return undefined;
  return { scenario, ...(instance !== undefined && { instance }), environment };
}
