import {
  dollars,
  oldAfterDays,
  quantityText,
  totalOf,
  type Assumption,
  type CostRow,
  totalText,
} from "@ballast/analysis/cost";
import { hoursPerMonth, usageKeys } from "@ballast/aws/charges";
import type { PlannedStack } from "../report.ts";
import { idOf } from "./anchors.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { linkTo } from "./resources.ts";

export function costSection(stack: PlannedStack): Markup {
  const { cost } = stack;
  const id = `${idOf(stack.stack)}/cost`;
  const groups = [...Map.groupBy(cost.rows, ({ urn }) => urn)]
    .map(([urn, rows]) => ({ urn, rows, total: totalOf(rows) }))
    .sort((one, other) => Number(other.total) - Number(one.total));
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">Cost <small>${totalText(cost)} a month of ${hoursPerMonth} hours, in ${cost.region}</small></h3>
<p class="soft">List prices, without transfer to the internet and between zones, free tiers, discounts, taxes and support. ${cost.free.length} resources are free.</p>
${
  cost.rows.length > 0 &&
  markup`<div class="scroll" role="region" aria-label="Cost by resource" tabindex="0"><table class="cost"><thead><tr><th scope="col">Resource</th><th scope="col">What</th><th scope="col">Quantity</th><th scope="col">Unit price</th><th scope="col" class="number">$ a month</th></tr></thead><tbody>${groups.map(({ urn, rows }) => rows.map((row, index) => costRow(row, cost.region, index === 0 && resourceCell(stack, urn, rows))))}</tbody></table></div>`
}
${assumptions(cost.rows)}
${cost.unpriced.length > 0 && markup`<h4>Not counted</h4><ul>${cost.unpriced.map(({ name, why }) => markup`<li>${name}: ${why}</li>`)}</ul>`}
</section>`;
}

function resourceCell({ anchors }: PlannedStack, urn: string, rows: readonly CostRow[]): Markup {
  const resource = anchors.has(urn) ? linkTo({ anchors }, urn) : rows[0]?.name;
  return markup`<th scope="rowgroup" rowspan="${rows.length}">${resource}</th>`;
}

function costRow(row: CostRow, stackRegion: string, resource: Content): Markup {
  const { words, amount, unit, how, price, monthly, region } = row;
  return markup`<tr>${resource}<td>${words}${region !== stackRegion && `, in ${region}`}</td><td>${quantityText(amount, unit)}${how !== "" && markup` <small>${how}</small>`}</td><td>${priceCell(price)}</td><td class="number">${monthly === undefined ? markup`<span class="badge warning">missing</span>` : dollars(monthly)}</td></tr>`;
}

function priceCell(price: CostRow["price"]): Content {
  if (price === undefined) return markup`<span class="badge warning">no price</span>`;
  const { usd, source, date, isOld } = price;
  return markup`$${usd} <small title="${source}">${date}</small>${isOld && markup` <span class="badge waived" title="older than ${oldAfterDays} days">old</span>`}`;
}

function assumptions(rows: readonly CostRow[]): Content {
  const all = new Map<string, Assumption>();
  for (const { assumes } of rows) for (const one of assumes) all.set(`${one.key} ${one.value}`, one);
  if (all.size === 0) return undefined;
  const sorted = [...all.values()].sort((one, other) => one.key.localeCompare(other.key));
  return markup`<h4>Assumptions about use</h4><ul>${sorted.map(
    ({ key, value, isDefault }) =>
      markup`<li>${usageKeys[key].by}: ${value} ${usageKeys[key].unit} <small><code>${key}</code>${isDefault && ", by default"}</small></li>`,
  )}</ul>`;
}
