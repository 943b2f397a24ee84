import { stripVTControlCharacters } from "node:util";
import type { StackCost } from "@ballast/analysis/cost";
import { code, inline, quote } from "@ballast/model/markdown";
import { label as labelOf, type StackPlan } from "@ballast/plan";
import Table from "cli-table3";
import colors from "picocolors";
import { valueText } from "../diff/values.ts";
import { plural } from "@ballast/plan/words";
import { columnNote, monthText, type Costs } from "../cost/costs.ts";
import type { Outcome } from "../planning.ts";

type Finding = StackPlan["findings"][number];

/**
 * The plan of one stack as JSON. It is identical for the same program, settings and prices, so it does not contain
 * durations. `resolved` is optional, because it doubles the size.
 *
 * @param budget Overrides the budget in the settings.
 */
export function document(
  plan: StackPlan,
  resolved: boolean,
  priced?: Pick<StackCost, "total" | "isComplete" | "old">,
  budget = plan.budget,
): string {
  const { resolved: update, clusters: _simulated, durationMs: _measured, ...preview } = plan;
  const cost = priced && {
    total: priced.total,
    isComplete: priced.isComplete,
    old: priced.old,
    ...(budget !== undefined && { budget }),
  };
  return JSON.stringify(
    { ...preview, ...(cost && { cost }), ...(resolved && { resolved: update }) },
    null,
    2,
  );
}

/** Text output: first what needs attention, then one line per stack, then further information. */
export function table(outcomes: Outcome[], written: string | undefined, costs: Costs = new Map()): string {
  const rows = new Table({
    head: ["stack", "resources", "findings", "$/month", "time"],
    style: { head: [], border: [] },
  });
  rows.options.colAligns = ["left", "right", "left", "right", "right"];
  for (const outcome of outcomes) {
    rows.push(
      "plan" in outcome
        ? [
            outcome.stack,
            resourceCount(outcome.plan),
            findingCount(outcome.plan),
            monthOf(outcome, costs),
            seconds(outcome.plan),
          ]
        : [outcome.stack, "", colors.red("cannot be planned"), "", ""],
    );
  }
  const sections = [
    ...outcomes.flatMap(attentionOf),
    rows.toString(),
    ...columnNote(costs),
    ...outcomes.flatMap(commandsOf),
    ...outcomes.flatMap(waiversOf),
  ];
  if (written !== undefined) sections.push(`The plans are written to ${written}/<stack>.json.`);
  return sections.join("\n\n");
}

/**
 * Output for pull requests: one line per stack, open findings expanded, and each resource with its inputs collapsed.
 */
export function markdown(outcomes: Outcome[], costs: Costs = new Map()): string {
  return [
    `| stack | resources | findings | ${inline("$/month")} | time |`,
    "| --- | ---: | --- | ---: | ---: |",
    ...outcomes.map((outcome) =>
      "plan" in outcome
        ? `| ${inline(outcome.stack)} | ${resourceCount(outcome.plan)} | ${stripVTControlCharacters(findingCount(outcome.plan))} | ${inline(monthOf(outcome, costs))} | ${seconds(outcome.plan)} |`
        : `| ${inline(outcome.stack)} | | cannot be planned | | |`,
    ),
    ...columnNote(costs).flatMap((note) => note.split("\n").flatMap((line) => ["", inline(line)])),
    ...outcomes.flatMap((outcome) =>
      "error" in outcome
        ? ["", `**${inline(outcome.stack)}**`, "", quote(outcome.error, longestError)]
        : [...findingLines(outcome.plan), ...resourceLines(outcome.plan)],
    ),
  ].join("\n");
}

/** Maximum length of an error, in characters. */
const longestError = 20_000;

function findingLines({ stack, findings }: StackPlan): string[] {
  if (findings.length === 0) return [];
  // Open findings are expanded.
  const open = findings.some(({ severity }) => severity !== "waived") ? " open" : "";
  const lines = findings.map((one) => `- ${one.severity} ${code(one.rule)} ${inline(describe(one))}`);
  return folded(`<details${open}>`, `${stack}: findings`, lines);
}

function resourceLines({ stack, resources }: StackPlan): string[] {
  const lines = resources
    .filter(({ custom }) => custom)
    .flatMap(({ urn, inputs }) => [
      `- ${code(labelOf(urn))}`,
      ...Object.entries(inputs).map(([input, value]) => `  - ${code(`${input}: ${valueText(value)}`)}`),
    ]);
  return lines.length === 0 ? [] : folded("<details>", `${stack}: resources and inputs`, lines);
}

function folded(start: string, summary: string, lines: string[]): string[] {
  return ["", `${start}<summary>${inline(summary)}</summary>`, "", ...lines, "", "</details>"];
}

/** Errors before warnings. */
function attentionOf(outcome: Outcome): string[] {
  if ("error" in outcome) return [];
  const { stack, findings } = outcome.plan;
  const open = ["error", "warning"].flatMap((wanted) =>
    findings.filter(({ severity }) => severity === wanted),
  );
  return open.length === 0
    ? []
    : [[`${stack}: findings`, ...open.map((one) => `  ${findingLine(one)}`)].join("\n")];
}

function commandsOf(outcome: Outcome): string[] {
  if ("error" in outcome || outcome.plan.commands.length === 0) return [];
  const { stack, commands } = outcome.plan;
  return [[`${stack}: before the first deployment`, ...commands.map((command) => `  ${command}`)].join("\n")];
}

function waiversOf(outcome: Outcome): string[] {
  if ("error" in outcome) return [];
  const { stack, findings } = outcome.plan;
  const lines = waivers(findings);
  return lines.length === 0 ? [] : [[`${stack}: waived, with these reasons`, ...lines].join("\n")];
}

/** One line for all findings that the same reason waives. */
function waivers(findings: Finding[]): string[] {
  const waived = findings.filter((finding) => finding.severity === "waived");
  const byReason = Object.groupBy(waived, ({ rule, reason }) => `${rule}\n${reason}`);
  return Object.values(byReason).flatMap((group = []) => {
    const [first] = group;
    return first === undefined ? [] : [colors.dim(`  ${first.rule} (${group.length}): ${first.reason}`)];
  });
}

/** `error ebs-encrypted Volume data is not encrypted` */
export function findingLine(finding: Finding): string {
  return `${label(finding)} ${describe(finding)}`;
}

function label({ severity, rule }: Finding): string {
  return severity === "error" ? colors.red(`error ${rule}`) : colors.yellow(`warning ${rule}`);
}

function describe({ urn, message, reason }: Finding): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split("$").at(-1)?.split(":").at(-1)} ${name} ${message}${reason === undefined ? "" : ` (${reason})`}`;
}

function monthOf({ stack }: Outcome, costs: Costs): string {
  const cost = costs.get(stack);
  return cost === undefined ? "" : monthText(cost);
}

function resourceCount({ resources }: StackPlan): string {
  return String(resources.length);
}

function findingCount({ findings }: StackPlan): string {
  const count = (severity: Finding["severity"]): number =>
    findings.filter((one) => one.severity === severity).length;
  const parts = [
    count("error") > 0 && colors.red(plural(count("error"), "error")),
    count("warning") > 0 && colors.yellow(plural(count("warning"), "warning")),
    count("waived") > 0 && `${count("waived")} waived`,
  ].filter((part) => part !== false);
  return parts.join(", ") || "none";
}

/** A cached plan has no duration. */
function seconds({ durationMs }: StackPlan): string {
  return durationMs === 0 ? "kept" : `${(durationMs / 1000).toFixed(2)} s`;
}
