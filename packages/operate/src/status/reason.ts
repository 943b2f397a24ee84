/** Why tasks do not run, how often it happened, and what to do. */
export interface Reason {
  /** Stable identifier for programs. */
  kind: ReasonKind;
  says: string;
  action: string;
  /** The number of stopped tasks or service events with this reason. */
  times: number;
  last?: Date;
}

export type ReasonKind =
  "image" | "preparation" | "memory" | "exit" | "unhealthy" | "placement" | "host" | "deployment" | "other";

/** A reason of one task or event. */
export type OneReason = Omit<Reason, "times" | "last">;

/** What both tasks and events tell. */
export const unhealthy = {
  says: "Tasks fail their health check",
  action: "Run the check in the container, and see its logs",
};

export const minute = 60_000;
/** Without line breaks. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
