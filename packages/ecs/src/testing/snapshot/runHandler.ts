import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modulesFolder, runModule } from "@ballast/testing/modules";
import { snapshotHandler } from "../../snapshot/handler.ts";

/** The result of a run of the function. */
export interface Run {
  answer?: { snapshots: Record<string, string>; notDeleted: string[] } | undefined;
  /** The error that Lambda would return to its caller. */
  error?: string;
}

export interface RunOptions {
  settings: {
    keep: number;
    volumes: { id: string; name: string }[];
    retrySeconds?: number;
    youngestHours?: number;
  };
  /** ARN of the task definition to deploy. @default - `revision` */
  taskDefinition?: string;
  /** The event. @default - an update, with the task definition */
  event?: object;
  remainingMs?: number;
  /** A module in place of the SDK. @default - the SDK */
  sdk?: string;
  environment?: NodeJS.ProcessEnv;
}

export const revision = "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:2";
const runner = (remainingMs: number, event: object): string => `
import { handler } from "./index.mjs";
const context = { getRemainingTimeInMillis: () => ${remainingMs} };
const told = await handler(${JSON.stringify(event)}, context).then(
  (answer) => ({ answer }),
  (error) => ({ error: error.message }),
);
process.stdout.write(JSON.stringify(told));
`;

/** Runs the function's own text by Node, as Lambda does. */
export async function runHandler({
  settings,
  remainingMs = 900_000,
  taskDefinition = revision,
  event = { taskDefinition },
  sdk,
  environment = {},
}: RunOptions): Promise<Run> {
  const folder = modulesFolder({ "index.mjs": snapshotHandler, "run.mjs": runner(remainingMs, event) });
  try {
    if (sdk !== undefined) {
      const place = join(folder, "node_modules/@aws-sdk/client-ec2");
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "package.json"), '{ "type": "module", "main": "index.js" }');
      writeFileSync(join(place, "index.js"), sdk);
    }
    const own = { tag: "ballast:before-deployment-of", service: "web" };
    const all = { ...own, pollSeconds: 0, retrySeconds: 0, youngestHours: 24, ...settings };
    return JSON.parse(
      await runModule(join(folder, "run.mjs"), { SETTINGS: JSON.stringify(all), ...environment }),
    ) as Run;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
