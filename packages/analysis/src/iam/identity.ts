import { namesAction } from "./evaluate.ts";
import { isWide, matchesGlob } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";

/** A role, user or group, as far as it is known. */
export interface Identity {
  kind: "role" | "user" | "group";
  /** With its path, without a slash before it: `team/deploy`. */
  name: string;
  arns: readonly string[];
  /** Whether the policies in question are its own. */
  isOwn: boolean;
  /** Whether it may do everything, or can get there. */
  isStrong: boolean;
  /** Whether a stack has it. */
  isKnown: boolean;
  /** ARNs of managed policies that it has, or their names with their paths. */
  policies: readonly string[];
  /** Who may act as it. @default - unknown */
  trust?: readonly PolicyStatement[] | undefined;
}

/** What runs code as a strong role. */
export interface Runner {
  arn: string;
}

/** What a stack has around the one who holds a policy. */
export interface Surroundings {
  identities: readonly Identity[];
  runners: readonly Runner[];
}

/** Whether what runs is of a form of ARNs, such as `lambda:{r}:{a}:function:{n}`. */
export function isRunning({ arn }: Runner, form: string): boolean {
  return matchesGlob(`arn:*:${form.replaceAll(/\{[ran]\}/g, "*")}`, arn);
}

/** Whether a role's trust may let one of these act as it: also if its trust is unknown, or names an account or somebody unknown. */
export function trustsOne({ trust }: Identity, kind: string, ones: readonly string[]): boolean {
  if (trust === undefined) return true;
  return trust.some(({ effect, actions, principals }) => {
    const action = kind === "Federated" ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
    if (effect !== "Allow" || !namesAction(actions, action)) return false;
    if (principals === undefined) return false;
    return (
      principals.not ||
      principals.values.some(
        (one) =>
          isWide(one.value) ||
          (one.kind === kind &&
            (ones.length === 0 ||
              ones.includes(one.value) ||
              /^(\d{12}|arn:[^:]*:iam::[^:]*:root)$/.test(one.value))),
      )
    );
  });
}
