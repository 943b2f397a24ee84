import { namesAction } from "./evaluate.ts";
import { isWide, matchesGlob } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";

/** A role, user or group, with what is known of it. */
export interface Identity {
  kind: "role" | "user" | "group";
  /** Name with its path, without leading slash: `team/deploy`. */
  name: string;
  arns: readonly string[];
  /** Whether the policies under analysis belong to this identity. */
  isOwn: boolean;
  /** Whether the identity has full permissions or can get them. */
  isStrong: boolean;
  /** Whether the identity is a resource of the stack. */
  isKnown: boolean;
  /** ARNs of its managed policies, or their names with paths. */
  policies: readonly string[];
  /** Statements of its trust policy. @default - unknown */
  trust?: readonly PolicyStatement[] | undefined;
}

/** A resource that runs code with a strong role. */
export interface Runner {
  arn: string;
}

/** The identities and resources of a stack that matter for the escalations of one policy holder. */
export interface Surroundings {
  identities: readonly Identity[];
  runners: readonly Runner[];
}

/** Whether the resource's ARN has a form such as `lambda:{r}:{a}:function:{n}`. */
export function isRunning({ arn }: Runner, form: string): boolean {
  return matchesGlob(`arn:*:${form.replaceAll(/\{[ran]\}/g, "*")}`, arn);
}

/**
 * Whether a role's trust policy may let one of these principals assume it. True also if the trust is unknown,
 * or names an account or an unknown principal.
 */
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
