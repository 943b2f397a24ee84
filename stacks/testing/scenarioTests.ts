import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { PlannedResource } from "@ballast/model";
import { openProject, type Project, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { golden, recordRefusal } from "@ballast/testing";
import { knownTypes, siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { bootFaults, userDataOf } from "./hosts.ts";

/** This repository as the plan sees it, loaded the way that Jest loads modules. */
export function openThisProject(): Promise<Project> {
  return openProject(__dirname, (path) => import(path));
}

/** A stack's settings among the values of its configuration. */
export function settingsOf(values: Record<string, string>): unknown {
  return JSON.parse(values["ballast:settings"] ?? "null");
}

/** The project with other top-level settings of one stack. */
export function withSettings(project: Project, name: string, changed: Record<string, unknown>): Project {
  return {
    ...project,
    configurationOf: (stack) => {
      const configuration = project.configurationOf(stack);
      if (stack !== name) return configuration;
      const settings = { ...(settingsOf(configuration.values) as object), ...changed };
      return {
        ...configuration,
        values: { ...configuration.values, "ballast:settings": JSON.stringify(settings) },
      };
    },
  };
}

/** A day on which every committed exception holds. */
const writtenOn = "2026-11-21";

const typeAndName = (urn: string): string => urn.split("::").slice(2).join(" ");

/** `types name`, and behind it `(was types name, …)` where an alias of ours lets it go on that a state knows otherwise. */
function identityOf({ urn, type, aliases }: PlannedResource): string {
  const place = (one: string): string => typeAndName(one).replace(/[^$ ]+ /, " ");
  // That the SDK of a provider named a type otherwise once was not our doing.
  const ours = aliases.filter((alias) => type.startsWith("ballast-") || place(alias) !== place(urn));
  return typeAndName(urn) + (ours.length === 0 ? "" : ` (was ${ours.map(typeAndName).join(", ")})`);
}

/** The tests that every scenario has, from its own settings files. */
export function itIsAScenario(scenario: string): void {
  describe.each(["dev", "prod"])(`${scenario}-%s`, (environment) => {
    let plan: StackPlan;
    const returned: Record<string, unknown>[] = [];
    beforeAll(async () => {
      const project = await openThisProject();
      const program: Project["program"] = async () => {
        const outputs = await project.program();
        returned.push(outputs);
        return outputs;
      };
      // An exception that ends is the plan's concern, which runs every day; a test must not fail by the calendar.
      plan = await new Planner({ ...project, program }, writtenOn).plan(`${scenario}-${environment}`);
    });

    it("returns no undefined output, of which Pulumi would warn on every run", () => {
      const missing = returned.flatMap((outputs) =>
        Object.keys(outputs).filter((key) => outputs[key] === undefined),
      );
      expect(returned).not.toEqual([]);
      expect(missing).toEqual([]);
    });

    it("registers exactly what it promises", () => {
      const lines = `${plan.resources.map(identityOf).join("\n")}\n`;
      const path = join(__dirname, "..", scenario, `identity-${environment}.txt`);
      expect(lines).toBe(golden(path, lines));
    });

    it("previews what it will do", () => {
      expect(plan.resources.map(({ urn }) => urn)).toEqual(plan.resolved.map(({ urn }) => urn));
    });

    it("is plain data, so that it can be kept", () => {
      expect(deserialize(serialize(plan))).toEqual(plan);
    });

    it("breaks no rule, and says why where one is waived", () => {
      expect(plan.findings.filter(({ severity }) => severity !== "waived")).toEqual([]);
      for (const { reason } of plan.findings) expect(reason).toMatch(/\w+ \w+/);
    });

    it("boots its hosts in an order in which nothing waits for what starts later", async () => {
      const hosts = userDataOf(plan);
      const templates = plan.resources.filter(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
      expect(Object.keys(hosts).length).toBeGreaterThanOrEqual(templates.length);
      for (const userData of Object.values(hosts)) expect(await bootFaults(plan, userData)).toEqual([]);
    });

    it("uses only types whose ids and ARNs the stand-ins know", () => {
      const types = plan.resources.filter(({ type }) => type.startsWith("aws:")).map(({ type }) => type);
      expect(types.filter((type) => !knownTypes.includes(type))).toEqual([]);
    });
  });
}

/** How the program answers settings that are wrong; nothing is registered then. */
export async function refusalOf(
  stack: string,
  settings: unknown,
  secrets: Record<string, string> = {},
): Promise<{ message: string; registered: string[] }> {
  const config: Record<string, string> = { "aws:region": "eu-central-1", ...secrets };
  if (settings !== undefined) config["ballast:settings"] = JSON.stringify(settings);
  const { error, registered } = await recordRefusal(run, {
    stack,
    config,
    secretConfigKeys: Object.keys(secrets),
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  return { message: error.message, registered };
}
