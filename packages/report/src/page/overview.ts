import { Answer } from "@ballast/analysis";
import { totalText } from "@ballast/analysis/cost";
import { refusalsOf } from "@ballast/plan";
import { isEmpty, openLosses, summary } from "@ballast/plan/words";
import type { Finding } from "@ballast/policy";
import { isPlanned, type PlannedStack, type Report, type StackReport } from "../report.ts";
import { alarmList } from "./differences.ts";
import { openFindings, stackLink, waivers } from "./findings.ts";
import { markup, type Content, type Markup } from "./markup.ts";

/** First what needs attention, then all stacks at a glance. */
export function overview(report: Report, stacks: readonly (StackReport | PlannedStack)[]): Markup {
  const planned = stacks.filter(isPlanned);
  const waived = planned.flatMap(({ plan }) => plan.findings).filter(({ severity }) => severity === "waived");
  return markup`<article class="view" id="overview" aria-labelledby="overview/title">
<h2 id="overview/title" tabindex="-1">Overview</h2>
<div class="hits scripted" hidden><h3>Resources that match <small class="count" aria-live="polite"></small></h3><ul class="links"></ul></div>
${attention(report, stacks)}
<h3>Stacks</h3>
<div class="scroll" role="region" aria-label="Stacks" tabindex="0"><table class="stacks"><thead><tr><th scope="col">Stack</th><th scope="col" class="number">Resources</th><th scope="col" class="number">Errors</th><th scope="col" class="number">Warnings</th><th scope="col" class="number">Waived</th>${report.against !== undefined && markup`<th scope="col">Changes since ${report.against}</th>`}<th scope="col">Stores that survive a zone’s loss</th><th scope="col">and a destroy</th><th scope="col" class="number">$ a month</th><th scope="col">Before deploying</th></tr></thead>
<tbody>${stacks.map((stack) => (isPlanned(stack) ? stackRow(stack, report.against) : failedRow(stack)))}</tbody></table></div>
${waivers(planned, waived.length)}
</article>`;
}

function attention(report: Report, stacks: readonly (StackReport | PlannedStack)[]): Content {
  const planned = stacks.filter(isPlanned);
  const open = planned
    .flatMap(({ plan }) => plan.findings)
    .filter(({ severity }) => severity !== "waived").length;
  const reasons = report.exitReasons ?? [];
  const alarms = stacks.flatMap((stack) => {
    const list = stack.difference && alarmList(stack.difference);
    return list === undefined
      ? []
      : [markup`<section class="alarms"><h4>${stackLink(stack)}</h4>${list}</section>`];
  });
  const isQuiet = open + reasons.length + alarms.length === 0 && stacks.every(isFine);
  if (isQuiet)
    return markup`<p class="good">Nothing needs attention: no error, no warning${report.against !== undefined && ", no data loss"} in any stack.</p>`;
  return markup`<h3>What needs attention</h3>
${reasons.length > 0 && markup`<p><strong class="badge error">exit status 1</strong> The run failed for these reasons:</p><ul class="reasons">${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
${stacks.filter((stack) => !isFine(stack)).map((stack) => markup`<p>${stackLink(stack)}: ${stack.error === undefined ? (stack.differenceError === undefined ? "has no settings any more." : "cannot be compared.") : "cannot be planned."}</p>`)}
${alarms}
${openFindings(planned, open)}`;
}

/** Whether it could be planned, and compared where it was to be. */
function isFine(stack: StackReport): boolean {
  return isPlanned(stack) && stack.differenceError === undefined;
}

function stackRow(stack: PlannedStack, against: string | undefined): Markup {
  const { plan, survival } = stack;
  const number = (severity: Finding["severity"]): Content => {
    const found = plan.findings.filter((one) => one.severity === severity).length;
    return markup`<td class="number">${found === 0 ? markup`<span class="soft">0</span>` : markup`<span class="badge ${severity}">${found}</span>`}</td>`;
  };
  const surviving = (column: "zoneLoss" | "destroy"): Content => {
    const answers = survival.filter(({ lasting }) => lasting).map((row) => row[column].answer);
    const all = answers.filter((answer) => answer === Answer.Yes).length;
    const some = answers.filter((answer) => answer === Answer.Partly).length;
    if (answers.length === 0) return markup`<td class="soft">no stores</td>`;
    return markup`<td>${all} of ${answers.length}${some > 0 && markup` <small>and ${some} partly</small>`}</td>`;
  };
  return markup`<tr><th scope="row">${stackLink(stack)}</th><td class="number">${plan.resources.length}</td>${number("error")}${number("warning")}${number("waived")}${against !== undefined && changeCell(stack)}${surviving("zoneLoss")}${surviving("destroy")}<td class="number">${totalText(stack.cost)}</td><td>${plan.commands.length === 0 ? markup`<span class="soft">nothing</span>` : `${plan.commands.length} secret${plan.commands.length === 1 ? "" : "s"} to set`}</td></tr>`;
}

function changeCell({ difference }: PlannedStack): Markup {
  if (difference === undefined) return markup`<td><span class="badge warning">unknown</span></td>`;
  const lost = openLosses(difference.losses).length;
  const refused = refusalsOf(difference).length;
  const alarms = [
    lost > 0 && markup` <span class="badge error">${lost} would lose data</span>`,
    refused > 0 && markup` <span class="badge error">AWS refuses ${refused}</span>`,
  ];
  return markup`<td>${isEmpty(difference) ? markup`<span class="soft">none</span>` : summary(difference)}${alarms}</td>`;
}

function failedRow(stack: StackReport): Markup {
  return markup`<tr><th scope="row">${stackLink(stack)}</th><td colspan="9">${stack.error === undefined ? markup`<span class="badge warning">has no settings any more</span>` : markup`<span class="badge error">cannot be planned</span>`}</td></tr>`;
}
