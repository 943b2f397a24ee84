import { isAccepted, type AcceptanceRecord } from "@ballast/report";
import type { Ending } from "./engine.ts";
import type { HourlyCost } from "./hourlyCost.ts";
import type { Planned } from "./step.ts";
import { minutesOf, type RunSteps } from "./steps.ts";

export interface Introduced extends Planned {
  record: AcceptanceRecord;
  steps: RunSteps;
  cost: HourlyCost;
  timeout: number;
  isResumed: boolean;
}

/** Describes the planned steps and their cost, before the prompt. */
export function introduction({ record, steps, cost, timeout, isResumed, planned }: Introduced): string[] {
  const all = [...steps.accepting, ...steps.ending];
  const skipped = all.flatMap(({ id, skip }) => {
    const reason = skip?.({ planned });
    return reason === undefined ? [] : [`  ${id}: ${reason}`];
  });
  const state = (id: string): string => record.steps.find((one) => one.id === id)?.state ?? "waiting";
  return [
    isResumed
      ? `The run started at ${record.startedAt} has not ended. Its steps, in account ${record.account}, ${record.region}:`
      : `An acceptance run of ${record.stack} in account ${record.account}, ${record.region}:`,
    ...all.map(
      ({ id, does, minutes, stacks = 1 }) =>
        `  ${isResumed ? `${state(id).padEnd(8)} ` : ""}${id}: ${does} (at most ${minutes} min, ${cost.during(minutes * stacks)})`,
    ),
    ...(skipped.length === 0
      ? []
      : ["These steps will be skipped, and what they do is not proved:", ...skipped]),
    ...(typeof planned.plan.outputs["nextStep"] === "string"
      ? [
          "With these settings, steps of the scenario fail until you have followed the stack's output nextStep. After `up`: " +
            `npx pulumi stack output nextStep -s ${record.stack}`,
        ]
      : []),
    `Estimated cost of the stack: ${cost.text}, ${cost.during(timeout)} for the time limit; \`npx ballast cost ${record.stack}\` shows rows. ` +
      "From `restore` to `remove-restored` a second stack is deployed too. Traffic, builds, recovery points and what AWS Backup restores cost extra.",
    `Time limit: ${timeout} minutes. All steps together take at most ${minutesOf(all)}. A step starts only if there is time for it and for the destruction.`,
  ];
}

export function outcome(record: AcceptanceRecord, page: string, ending: Ending): string {
  const lines = record.steps.map(
    ({ id, state, reason, unproved }) => `  ${state.padEnd(8)} ${id}${firstLine(reason ?? unproved)}`,
  );
  return [...lines, verdict(record, ending), ...standingText(record), `Evidence: ${page}`].join("\n");
}

function firstLine(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason.split("\n")[0]}`;
}

function verdict(record: AcceptanceRecord, ending: Ending): string {
  if (record.endedAt !== undefined && isAccepted(record))
    return `${record.stack} is accepted${except(record)}.`;
  const again = `npx ballast accept ${record.stack}`;
  if (record.endedAt !== undefined)
    return `${record.stack} is not accepted, and was destroyed. To start a new run: ${again}`;
  return `${record.stack} is not accepted yet${ending === "failed" ? ": a step failed" : ""}. To continue: ${again}`;
}

/** Lists the skipped steps, because they prove nothing. */
function except({ steps }: AcceptanceRecord): string {
  const skipped = steps.filter(({ state }) => state === "skipped").map(({ id }) => id);
  const words =
    skipped.length === 0 ? "" : `, except for what these skipped steps would prove: ${skipped.join(", ")}`;
  const unproved = steps.flatMap((step) => step.unproved ?? []);
  return unproved.length === 0
    ? words
    : `${words}. Also not proved: ${unproved.join(" ").replace(/\.$/, "")}`;
}

function standingText({ standing, stack }: AcceptanceRecord): string[] {
  if (standing === undefined) return [];
  if (standing.length === 0) return ["No resources with the stack's tags are left."];
  return [
    `${standing.length} resources with the stack's tags still exist and may cost money:`,
    ...standing.map((arn) => `  ${arn}`),
    `To destroy the stack: npx pulumi destroy -s ${stack}`,
  ];
}
