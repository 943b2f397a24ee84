import { losses, type Loss } from "./compare.ts";
import { baseOf, identitiesAt, identitiesNow, majorPlans, type VersionPlan } from "./git.ts";

/** The result of the comparison, as lines for a person. */
export interface IdentityCheck {
  kept: boolean;
  lines: string[];
}

/**
 * Whether every resource that the last release registered goes on: semver is what the next preview of an unchanged
 * program says, and a resource that is gone is one that it deletes.
 *
 * @param base A commit. Default: the last release, or else where this branch left main.
 *
 * @throws {BaseError} if there is nothing to compare with.
 */
export function checkIdentities(root: string, base: string = baseOf(root)): IdentityCheck {
  const before = identitiesAt(root, base);
  const lost = losses(before, identitiesNow(root));
  if (lost.length === 0)
    return { kept: true, lines: [`Every identity of ${base} goes on: ${before.size} files.`] };
  const plans = majorPlans(root);
  const excused = (loss: Loss): VersionPlan | undefined => plans.find(({ text }) => isNamed(loss.lost, text));
  const open = lost.filter((loss) => excused(loss) === undefined);
  const lines = lost.flatMap((loss) => {
    const plan = excused(loss);
    return [...described(loss, base), ...(plan === undefined ? [] : [`  ${plan.file} names it: major.`])];
  });
  return open.length === 0 ? { kept: true, lines } : { kept: false, lines: [...lines, ...remedies(open)] };
}

/** A plan for one change excuses no other one, so it names what goes: `aws:kms/key:Key store-key`. */
function isNamed(lost: string, text: string): boolean {
  const literally = lost.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w/:-])${literally}(?![\\w-]|\\.\\w)`).test(text);
}

function described({ file, line, lost, perhaps }: Loss, base: string): string[] {
  if (perhaps.includes(line))
    return [`${file}: "${line}" was "${lost}" by an alias in ${base}, and is not any more.`];
  return [
    `${file}: "${line}" was there in ${base} and is gone.`,
    ...perhaps.map((other) => `  Perhaps it is now "${other}".`),
  ];
}

function remedies(lost: Loss[]): string[] {
  const example = lost[0]?.lost.split(" ").slice(1).join(" ");
  return [
    "Deployed stacks would delete the removed resources, or delete and recreate them. So do one of these:",
    "  - Give it its old name and parent back.",
    `  - Say what it was, in the options of the resource that it is now: aliases: [{ name: "${example}" }], with type or parent`,
    "    where those changed; then accept the identity file (BALLAST_ACCEPT=1 npx jest <path>).",
    "  - If it is meant to go, say so to those who take the next version, by type and name: npx nx release plan major",
    `    --only-touched=false --message "Removed: ${lost.map((one) => one.lost).join(", ")}. …".`,
  ];
}
