import { type StackDifference } from "@ballast/plan";

/**
 * What the command line acknowledges, by a URN or by a name that one loss alone has in all the stacks, and that nobody
 * acknowledged in their settings.
 */
export function acknowledgeBy(
  reasons: Readonly<Record<string, string>>,
  differences: readonly StackDifference[],
): { differences: StackDifference[]; unusedAcknowledgements: string[] } {
  const open = differences.flatMap(({ losses }) =>
    losses.filter(({ acknowledged }) => acknowledged === undefined),
  );
  const meant = new Map<string, string>();
  const unused: string[] = [];
  for (const [what, reason] of Object.entries(reasons)) {
    const [loss, ...others] = open.filter(({ urn, name }) => what === urn || what === name);
    if (loss === undefined || others.length > 0) unused.push(what);
    else meant.set(loss.urn, reason.trim());
  }
  return {
    differences: differences.map((difference) => ({
      ...difference,
      losses: difference.losses.map((loss) => {
        const acknowledged = loss.acknowledged ?? meant.get(loss.urn);
        return acknowledged === undefined ? loss : { ...loss, acknowledged };
      }),
    })),
    unusedAcknowledgements: unused,
  };
}
