/**
 * `ok`: the requirement is met. `missing`: a deployment will fail. `warning`: a deployment may fail, or the
 * requirement will be met automatically. `unknown`: the check failed; `found` contains the reason.
 */
export type Status = "ok" | "missing" | "warning" | "unknown";

/** The result of a check, and how to fix it. */
export interface Check {
  /** Identifies the check, the same in every run: `role:AWSServiceRoleForECS`. */
  id: string;
  /** The requirement, in one sentence. */
  what: string;
  status: Status;
  /** The finding, or why the check failed. */
  found: string;
  /** How to fix it, as an exact command if possible. @default none */
  fix?: string;
  /** The stacks that have the requirement. @default - all */
  stacks?: string[];
}

export type Verdict = Pick<Check, "status" | "found" | "fix">;

export function ok(found: string): Verdict {
  return { status: "ok", found };
}

export function missing(found: string, fix: string): Verdict {
  return { status: "missing", found, fix };
}

export function warning(found: string, fix?: string): Verdict {
  return { status: "warning", found, ...(fix !== undefined && { fix }) };
}

export function unknown(found: string, fix?: string): Verdict {
  return { status: "unknown", found, ...(fix !== undefined && { fix }) };
}

export function counts(checks: Check[]): Record<Status, number> {
  const of = (status: Status): number => checks.filter((check) => check.status === status).length;
  return { missing: of("missing"), warning: of("warning"), unknown: of("unknown"), ok: of("ok") };
}
