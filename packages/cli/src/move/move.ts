import {
  cancelMove,
  connect,
  finishMove,
  moveStage,
  OperateError,
  planMove,
  prepareMove,
  renewMove,
  type Aws,
  type Finished,
  type MovePlan,
  type MoveRequest,
  type MoveStage,
  type Prepared,
} from "@ballast/operate";
import { confirm } from "../confirm.ts";
import { following } from "../operating.ts";
import { withStatus } from "../progress.ts";

export interface MoveOptions extends MoveRequest {
  cancel?: boolean;
  region?: string;
  timeout: number;
  settle: number;
  yes?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function move(options: MoveOptions): Promise<number> {
  const { cluster, volume, to, region } = options;
  const aws = await connect(region === undefined ? {} : { region });
  const request = { cluster, volume, to };
  const found = await withStatus(`reading the volume ${volume}`, moveStage(aws, request));
  const said = options.cancel ? await cancel(aws, request, found) : await step(aws, request, found, options);
  console.log(options.format === "json" ? JSON.stringify(said.json, null, 2) : said.text.join("\n"));
  return 0;
}

interface Said {
  json: object;
  text: string[];
}

async function step(aws: Aws, request: MoveRequest, found: MoveStage, options: MoveOptions): Promise<Said> {
  switch (found.stage) {
    case "before":
      return prepare(
        aws,
        await withStatus(
          `reading the tasks that use ${request.volume}`,
          planMove(aws, request, found.source),
        ),
        options,
      );
    case "after": {
      const finished = await following(options.timeout, (pace) =>
        finishMove(aws, request, found, { ...pace, settleSeconds: options.settle * 60 }),
      );
      return { json: { stage: "finished", ...request, ...finished }, text: finishedText(request, finished) };
    }
    case "wrong":
      return following(options.timeout, (pace) => renewMove(aws, request, found, pace));
    case "done": {
      const { VolumeId: id } = found.target;
      return {
        json: { stage: "done", ...request, id },
        text: [`${id} is in ${request.to}, and its move is complete.`],
      };
    }
  }
}

async function prepare(aws: Aws, plan: MovePlan, options: MoveOptions): Promise<Said> {
  for (const text of planText(plan, aws.region)) console.error(text);
  await confirm(options, plan.to, "begin");
  const prepared = await following(options.timeout, (pace) => prepareMove(aws, plan, pace));
  const { cluster, volume, to, id, from, service, desired } = plan;
  return {
    json: {
      stage: "prepared",
      cluster,
      volume,
      to,
      id,
      from,
      service: service ?? null,
      desired,
      ...prepared,
    },
    text: preparedText(plan, prepared),
  };
}

async function cancel(aws: Aws, request: MoveRequest, found: MoveStage): Promise<Said> {
  if (found.stage !== "before") {
    const created = found.stage === "wrong" ? found.targets[0] : found.target;
    throw new OperateError(
      `${created?.VolumeId} in ${request.to} already exists, because Pulumi has created it. Run the command without --cancel to complete the ` +
        "move, or move the volume back afterwards. Nothing was changed.",
    );
  }
  const cancelled = await cancelMove(aws, request, found.source);
  const { id, service, desired } = cancelled;
  return {
    json: { stage: "cancelled", ...request, ...cancelled },
    text: [
      `${id} stays in its zone.${service === undefined ? "" : ` The desired count of ${service} is ${desired} again.`}`,
      "The snapshots that this move created are kept. Do not use them: a later move creates another one.",
    ],
  };
}

/** Describes the planned steps. */
export function planText({ id, volume, from, to, service, desired }: MovePlan, region: string): string[] {
  return [
    `${id} (${volume}) in ${region} will be moved from ${from} to ${to}.`,
    service === undefined
      ? "No service uses it."
      : `${service} is stopped (its desired count is ${desired}) until the move is complete: during the snapshot, pulumi up, and this command ` +
        "again.",
    "The instance to which the volume is attached is terminated if it exists only for the volume.",
    `Until pulumi up, ${id} is the valid volume, and --cancel cancels the move.`,
  ];
}

/** The next steps for the user. They do not name the setting for the snapshot, because settings differ by scenario. */
export function preparedText(
  { cluster, volume, to, id }: MovePlan,
  { snapshotId, seconds }: Prepared,
): string[] {
  return [
    `The snapshot ${snapshotId} contains all data of ${id}, and was complete after ${seconds} s. Next steps:`,
    `  1. In the stack's settings, for this volume: availabilityZone: ${to} and snapshotId: ${snapshotId}`,
    "  2. With retention: retain, let Pulumi replace it: npx pulumi state unprotect '<URN of the volume>' -s <stack>",
    "  3. npx pulumi up -s <stack>, without --refresh, which would start the service before step 4 has checked. It creates the new " +
      "volume, and leaves the old one with retention: retain",
    `  4. npx ballast move-volume ${volume} --cluster ${cluster} --to ${to}`,
    `With retention: discard, step 3 deletes ${id}, and step 4 can only report what was lost. Set retention: retain first. Otherwise keep the ` +
      `snapshot ${snapshotId}, the only other copy.`,
    "To cancel the move before step 3, run the same command with --cancel.",
  ];
}

export function finishedText({ volume, to }: MoveRequest, finished: Finished): string[] {
  const { id, source, snapshotId, service, desired } = finished;
  return [
    `${volume} is ${id} in ${to}, with all data of the snapshot ${snapshotId}.`,
    ...(service === undefined ? [] : [`The desired count of ${service} is ${desired} again.`]),
    ...(source === undefined
      ? []
      : [
          `${source}, the old volume, is kept, without the tags of ${volume}. To delete it, once the new volume has proved itself:`,
          `  npx ballast volumes --tag ${volume}-before-move --remove ${source}`,
        ]),
    "Leave snapshotId in the settings: removing or changing it could replace the volume again.",
  ];
}
