import type { ResolvedResource } from "@ballast/model";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { PlanError } from "../planError.ts";
import { stacksAt, stacksIn } from "../project.ts";
import { stackOfPlans } from "../reachability.ts";
import type { StackPlan } from "../stackPlan.ts";
import type { PlanCache } from "../cache/planCache.ts";
import { clustersIn } from "../clusters.ts";
import { commitOf, withCheckout, type Checkout } from "./git.ts";
import { provideModules } from "./modules.ts";

/** The stacks of another commit, planned by that commit's code. */
export interface OtherSide {
  /** The commit's full hash. */
  commit: string;
  /** Keyed by stack. A stack that is in neither `plans` nor `errors` has no settings at that commit. */
  plans: Record<string, StackPlan>;
  /** Why a stack cannot be planned at that commit, keyed by stack. */
  errors: Record<string, string>;
}

/**
 * Plans stacks as they were at another commit, in a temporary folder. Changes neither the index nor the working tree.
 *
 * @param root Folder of the project.
 * @param ref Branch, tag or commit.
 * @param wanted Selects stacks among those that have settings at the commit.
 * @param say Is called with each line of progress.
 * @param kept Plans of earlier runs. @default - none
 * @throws {GitRefError} if the local repository has no such commit.
 * @throws {PlanError} if no stack of the commit can be planned.
 */
export async function planAt(
  root: string,
  ref: string,
  wanted: (stack: string) => boolean,
  say: (line: string) => void,
  kept?: Pick<PlanCache, "findAt" | "keepAt">,
): Promise<OtherSide> {
  const commit = commitOf(root, ref);
  const stacks = kept === undefined ? [] : stacksAt(root, commit).filter(wanted);
  const known = stacks.map((stack) => kept?.findAt(commit, stack) as Said | undefined);
  if (known.length > 0 && known.every((said) => said !== undefined))
    return { commit, plans: byStack(known), errors: {} };
  const { said, errors, isItsOwn } = await plannedAt(root, ref, commit, wanted, say);
  if (isItsOwn) for (const plan of said) kept?.keepAt(commit, plan.stack ?? "", plan);
  return { commit, plans: byStack(said), errors };
}

/** The commit's command's output for a stack. */
type Said = Partial<StackPlan>;

function byStack(said: readonly Said[]): Record<string, StackPlan> {
  return Object.fromEntries(said.map(completed).map((plan): [string, StackPlan] => [plan.stack, plan]));
}

interface SaidThere {
  said: Said[];
  errors: Record<string, string>;
  /** Whether the commit's modules are those in its lockfile. */
  isItsOwn: boolean;
}

async function plannedAt(
  root: string,
  ref: string,
  commit: string,
  wanted: (stack: string) => boolean,
  say: (line: string) => void,
): Promise<SaidThere> {
  return withCheckout(root, commit, async (checkout) => {
    const project = join(checkout.top, checkout.project);
    if (!existsSync(join(project, "Pulumi.yaml")))
      throw new PlanError(
        `${ref} has no Pulumi.yaml in ${checkout.project || "its top folder"}, so there is no project to compare with.`,
      );
    const stacks = stacksIn(project).filter(wanted);
    if (stacks.length === 0) return { said: [], errors: {}, isItsOwn: false };
    try {
      const isItsOwn = await provideModules(checkout, (what) => say(`${ref}: ${what}`));
      const { said, failures } = await planned(project, checkout, stacks, (line) => say(`${ref}: ${line}`));
      const failed = stacks.filter((stack) => !said.some((plan) => plan.stack === stack));
      return { said, errors: Object.fromEntries(failed.map((stack) => [stack, failures])), isItsOwn };
    } catch (error) {
      if (error instanceof PlanError)
        throw new PlanError(`${ref} cannot be planned. ${error.message}`, { cause: error });
      throw error;
    }
  });
}

/** Plans by the commit's own command, because its programs are written for its own components. */
async function planned(
  project: string,
  { top, signal }: Checkout,
  stacks: string[],
  say: (line: string) => void,
): Promise<{ said: Said[]; failures: string }> {
  const command = commandIn(project, top);
  const args = [command, "plan", ...stacks, "--format", "json", "--resolved"];
  const child = spawn(process.execPath, args, { cwd: project, signal, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const read = async (): Promise<string> => {
    let text = "";
    for await (const part of child.stdout.setEncoding("utf8")) text += String(part);
    return text;
  };
  const listen = async (): Promise<void> => {
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.startsWith("planning ")) say(line);
      else lines.push(line);
    }
  };
  const ended = new Promise<void>((resolve, reject) =>
    child.once("close", () => resolve()).once("error", reject),
  );
  const [text] = await Promise.all([read(), listen(), ended]);
  const failures = lines.join("\n").trim();
  return { said: parsePlans(text, failures), failures };
}

function commandIn(project: string, top: string): string {
  for (let folder = project; ; folder = dirname(folder)) {
    const command = join(folder, "node_modules/@ballast/cli/bin/ballast.mjs");
    if (existsSync(command)) return command;
    if (folder === top) throw new PlanError("It does not contain @ballast/cli, which plans the stacks.");
  }
}

function parsePlans(text: string, failures: string): Said[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new PlanError(`Its own "ballast plan" failed:\n${failures || text}`, { cause: error });
  }
  return (Array.isArray(parsed) ? parsed : [parsed]) as Said[];
}

/** Fields that an older command does not print and that a difference does not need. */
function completed(plan: Said): StackPlan {
  const lacking: Partial<ResolvedResource> = {
    aliases: [],
    ignoreChanges: [],
    propertyDependencies: {},
    identifiers: {},
  };
  const whole = (resources: Partial<ResolvedResource>[] = []): ResolvedResource[] =>
    resources.map((resource) => Object.assign({}, lacking, resource) as ResolvedResource);
  const resolved = whole(plan.resolved);
  return {
    findings: [],
    commands: [],
    durationMs: 0,
    outputs: {},
    ...plan,
    // JSON cannot express a cluster's unknown numbers, so clusters are computed again.
    clusters: clustersIn(stackOfPlans([{ resolved }])),
    // Older entries were a record of reasons without operation and cause; none of them equals an entry of today.
    acknowledged: Array.isArray(plan.acknowledged) ? plan.acknowledged : [],
    stack: plan.stack ?? "",
    resources: whole(plan.resources),
    resolved,
  };
}
