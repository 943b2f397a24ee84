import { readReason } from "@ballast/contracts/plain";
import { refuses } from "@ballast/plan/words";
import type { Finding } from "@ballast/policy";
import type { PlannedStack } from "../report.ts";
import { idOf } from "./anchors.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { linkTo } from "./resources.ts";
import { severityBadge } from "./severityBadge.ts";

export function findingSection(stack: PlannedStack): Markup {
  const { plan } = stack;
  const open = plan.findings.filter(({ severity }) => severity !== "waived");
  const waived = plan.findings.filter(({ severity }) => severity === "waived");
  // A change without findings can lose data nevertheless.
  const isRefused = stack.difference !== undefined && refuses(stack.difference);
  const heading = markup`<h3 id="${idOf(plan.stack)}/findings">Findings <small>${plan.findings.length}</small></h3>`;
  return markup`<section aria-labelledby="${idOf(plan.stack)}/findings">${heading}
${open.length === 0 && markup`<p${!isRefused && markup` class="good"`}>The rules find no errors and no warnings.</p>`}
${openFindings([stack], open.length)}
${waivers([stack], waived.length)}
</section>`;
}

/** Errors and warnings of some stacks, the gravest first. */
export function openFindings(stacks: readonly PlannedStack[], number: number): Content {
  if (number === 0) return undefined;
  const rows = stacks.flatMap((stack) =>
    stack.plan.findings
      .filter(({ severity }) => severity !== "waived")
      .map((finding) => ({ stack, finding })),
  );
  const sorted = rows.sort(({ finding: one }, { finding: other }) =>
    one.severity.localeCompare(other.severity),
  );
  return markup`<div class="scroll" role="region" aria-label="Errors and warnings" tabindex="0"><table class="findings"><thead><tr><th scope="col">Severity</th>${stacks.length > 1 && markup`<th scope="col">Stack</th>`}<th scope="col">Rule</th><th scope="col">Resource</th><th scope="col">What is wrong</th></tr></thead><tbody>${sorted.map(
    ({ stack, finding }) =>
      markup`<tr><td>${severityBadge(finding.severity)}</td>${stacks.length > 1 && markup`<td>${stackLink(stack)}</td>`}<td><code>${finding.rule}</code></td><td>${linkTo(stack, finding.urn)}</td><td>${finding.message}</td></tr>`,
  )}</tbody></table></div>`;
}

/** The waived findings, by rule and reason, because one reason often applies to several resources. */
export function waivers(stacks: readonly PlannedStack[], number: number): Content {
  if (number === 0) return undefined;
  const rows = stacks.flatMap((stack) =>
    stack.plan.findings
      .filter(({ severity }) => severity === "waived")
      .map((finding) => ({ stack, finding })),
  );
  const groups = Object.values(
    Object.groupBy(rows, ({ stack, finding }) => JSON.stringify([stack.stack, finding.rule, finding.reason])),
  );
  return markup`<div class="scroll" role="region" aria-label="Waived findings" tabindex="0"><table class="findings"><caption>Waived, with reasons</caption><thead><tr>${stacks.length > 1 && markup`<th scope="col">Stack</th>`}<th scope="col">Rule</th><th scope="col">Reason</th><th scope="col">Until</th><th scope="col">Resources</th></tr></thead><tbody>${groups.map(
    (group = []) => waiverRow(group, stacks.length > 1),
  )}</tbody></table></div>`;
}

function waiverRow(group: { stack: PlannedStack; finding: Finding }[], isOverall: boolean): Content {
  const [first] = group;
  if (first === undefined) return undefined;
  const { reason, expires } = readReason(first.finding.reason ?? "");
  const links = group.map(({ stack, finding }) => markup`<li>${linkTo(stack, finding.urn)}</li>`);
  return markup`<tr>${isOverall && markup`<td>${stackLink(first.stack)}</td>`}<td><code>${first.finding.rule}</code></td><td>${reason}</td><td class="nowrap">${expires ?? markup`<span class="soft">no end</span>`}</td><td>${
    links.length > 2
      ? markup`<details class="more"><summary>${links.length} resources</summary><ul class="links">${links}</ul></details>`
      : markup`<ul class="links">${links}</ul>`
  }</td></tr>`;
}

export function stackLink({ stack }: { stack: string }): Markup {
  return markup`<a href="#${idOf(stack)}">${stack}</a>`;
}
