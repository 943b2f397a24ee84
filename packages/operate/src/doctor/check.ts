/**
 * `ok`: it is there. `missing`: a deployment will fail without it. `warning`: it may, or something will fetch or make it
 * by itself. `unknown`: it could not be asked; the reason says why.
 */
export type Status = "ok" | "missing" | "warning" | "unknown";

/** What was looked at, and what to do about it. */
export interface Check {
  /** `role:AWSServiceRoleForECS`: what it is about, the same in every run. */
  id: string;
  /** In one sentence: what is asked. */
  what: string;
  status: Status;
  /** What was found, or why it could not be asked. */
  found: string;
  /** What to do: an exact command wherever there is one. @default - nothing */
  fix?: string;
  /** The stacks that need it. @default - every one */
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
