import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modulesFolder, runModule } from "@ballast/testing/modules";
import { drillHandler } from "../../stores/drill/handler.ts";

export interface DrillRun {
  answer?: { result?: string; days?: number };
  /** The error that Lambda would count. */
  error?: string;
}

export interface DrillOptions {
  settings: {
    kind: string;
    plan?: string;
    validates?: boolean;
    counts?: boolean;
    functionArn?: string;
    kmsKeyArn?: string;
  };
  sourceArn: string;
  /** @default - the schedule calls */
  restoreJobId?: string;
  /** @default - the schedule calls, or AWS Backup that a job is complete */
  event?: object;
  remainingMs?: number;
  /** Modules in place of the SDK's, by the names of their packages. @default - the SDK */
  packages?: Record<string, string>;
  environment?: NodeJS.ProcessEnv;
}

export const drillPlan = "test_dev_mysql_01234567";

/** What the function writes to its log goes to the standard output. */
const runner = (remainingMs: number, event: object): string => `
import { writeFileSync } from "node:fs";
import { handler } from "./index.mjs";
const end = Date.now() + ${remainingMs};
const told = await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => end - Date.now() }).then(
  (answer) => ({ answer }),
  (error) => ({ error: error.message }),
);
writeFileSync(new URL("./told.json", import.meta.url), JSON.stringify(told));
`;

/** Runs the function's own text by Node, as Lambda does. */
export async function runDrill({
  settings,
  sourceArn,
  restoreJobId,
  event = restoreJobId === undefined
    ? { "detail-type": "Scheduled Event" }
    : { "detail-type": "Restore Job State Change", detail: { restoreJobId, status: "COMPLETED" } },
  remainingMs = 2000,
  packages = {},
  environment = {},
}: DrillOptions): Promise<DrillRun> {
  const folder = modulesFolder({ "index.mjs": drillHandler, "run.mjs": runner(remainingMs, event) });
  try {
    for (const [name, source] of Object.entries(packages)) {
      const place = join(folder, "node_modules", name);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "package.json"), '{ "type": "module", "main": "index.js" }');
      writeFileSync(join(place, "index.js"), source);
    }
    const all = {
      validates: true,
      counts: true,
      plan: drillPlan,
      sourceArn,
      pollSeconds: 0.2,
      marginSeconds: 0,
      ...settings,
    };
    await runModule(join(folder, "run.mjs"), { SETTINGS: JSON.stringify(all), ...environment });
    return JSON.parse(readFileSync(join(folder, "told.json"), "utf8")) as DrillRun;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
