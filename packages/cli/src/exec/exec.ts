import { spawn } from "node:child_process";
import {
  commandLine,
  connect,
  counts,
  openIam,
  OperateError,
  planSession,
  startSession,
  thisMachine,
  type Check,
  type SessionPlan,
  type SessionProgram,
} from "@ballast/operate";
import colors from "picocolors";
import { plannedStack } from "../planning.ts";
import { withStatus } from "../progress.ts";
import { serviceOfStack } from "../stackClusters.ts";
import { placeToAsk } from "../stackPlace.ts";

export interface ExecOptions {
  stack: string;
  service: string;
  words: string[];
  cluster?: string;
  task?: string;
  container?: string;
  region?: string;
  check?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function execInService(options: ExecOptions): Promise<number> {
  const { stack, words } = options;
  const ofStack = await plannedStack(stack);
  const place = placeToAsk(options, ofStack, "name another stack");
  const aws = openIam(await connect(place), place.profile);
  const plan = await withStatus(
    `checking the requirements of ECS Exec for ${options.service}`,
    serviceOfStack(aws, ofStack.plan, options).then((service) =>
      planSession(aws, thisMachine(), service, options),
    ),
  );
  const isComplete = counts(plan.checks).missing === 0;
  if (options.check === true) {
    console.log(options.format === "json" ? asJson(plan) : plan.checks.map(checkText).join("\n"));
    return isComplete ? 0 : 1;
  }
  for (const check of plan.checks.filter(({ status }) => status !== "ok")) console.error(checkText(check));
  if (!isComplete) throw new OperateError("No session was opened: see above what is missing.");
  const shell = plan.isWindows ? "powershell.exe" : "/bin/sh";
  const program = await startSession(aws, plan, {
    command: words.length === 0 ? shell : commandLine(words, plan.isWindows),
    ...(place.profile !== undefined && { profile: place.profile }),
  });
  return joined(program);
}

function asJson({ cluster, service, task, container, checks }: SessionPlan): string {
  const shown = { cluster, service, task: task ?? null, container: container ?? null };
  return JSON.stringify({ ...shown, counts: counts(checks), checks }, null, 2);
}

function checkText({ status, what, found, fix }: Check): string {
  const word = status === "ok" ? status : colors.red(status);
  return `${word}: ${what}: ${found.replace(/\.$/, "")}.${fix === undefined ? "" : `\n  ${fix}`}`;
}

/** Ignores interrupts in this process, because the plugin sends them to the container. */
function joined({ path, args, env }: SessionProgram): Promise<number> {
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore).on("SIGQUIT", ignore);
  const child = spawn(path, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject).once("close", (status) => resolve(status ?? 1));
  }).finally(() => process.off("SIGINT", ignore).off("SIGQUIT", ignore));
}
