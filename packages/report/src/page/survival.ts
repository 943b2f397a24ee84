import type { StoreSurvival } from "@ballast/analysis";
import type { PlannedStack } from "../report.ts";
import { idOf } from "./anchors.ts";
import { markup, type Markup } from "./markup.ts";

type Column = "taskRestart" | "instanceLoss" | "zoneLoss" | "regionLoss" | "destroy" | "restoreDrill";

const columns: [Column, string][] = [
  ["taskRestart", "A task’s restart"],
  ["instanceLoss", "An instance’s loss"],
  ["zoneLoss", "A zone’s loss"],
  ["regionLoss", "The region’s loss"],
  ["destroy", "The stack’s destruction"],
  ["restoreDrill", "Last restore drill"],
];

const signs = { yes: "●", partly: "◐", no: "○", unknown: "?" };

export function survivalSection(stack: PlannedStack): Markup {
  const id = `${idOf(stack.stack)}/survival`;
  const { survival } = stack;
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">What survives what</h3>
${
  survival.length === 0
    ? markup`<p class="soft">This stack keeps no data.</p>`
    : markup`<div class="scroll" role="region" aria-label="Stores, and what they survive" tabindex="0"><table class="survival"><thead><tr><th scope="col">Store</th>${columns.map(([, words]) => markup`<th scope="col">${words}</th>`)}</tr></thead><tbody>${survival.map((row) => storeRow(stack, row))}</tbody></table></div>`
}</section>`;
}

function storeRow({ anchors }: PlannedStack, row: StoreSurvival): Markup {
  const anchor = anchors.get(row.urn);
  const name = anchor === undefined ? row.name : markup`<a href="#${anchor}">${row.name}</a>`;
  const cells = columns.map(([column]) => {
    const { answer, why } = row[column];
    return markup`<td class="verdict ${answer}"><strong><span aria-hidden="true">${signs[answer]}</span> ${answer}</strong> <small>${why}</small></td>`;
  });
  return markup`<tr><th scope="row">${name} <small>${row.type}</small></th>${cells}</tr>`;
}
