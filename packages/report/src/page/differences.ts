import { ownerOf } from "@ballast/analysis";
import type { PlannedResource } from "@ballast/model";
import {
  Existence,
  label,
  refusalsOf,
  type AcknowledgementFault,
  type DataLoss,
  type PropertyChange,
  type ResourceChange,
  type StackDifference,
  type Unreached,
} from "@ballast/plan";
import {
  countsOf,
  fateText,
  howToAcknowledge,
  isEmpty,
  lossText,
  propertyFate,
  refusalText,
  safeOrder,
  summary,
  unreachedText,
} from "@ballast/plan/words";
import type { PlannedStack, StackReport } from "../report.ts";
import { idOf } from "./anchors.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { count } from "./count.ts";
import { linkTo } from "./resources.ts";
import { severityBadge } from "./severityBadge.ts";
import { valueDifference } from "./textView.ts";

type Linked = Pick<PlannedStack, "anchors">;

/** Properties of one resource that are not folded. */
const mostProperties = 12;

export function differenceSection(
  stack: StackReport & Partial<Linked>,
  against: string | undefined,
): Content {
  if (against === undefined) return undefined;
  const anchors = stack.anchors ?? new Map<string, string>();
  const id = `${idOf(stack.stack)}/changes`;
  const { difference } = stack;
  const counts = difference && !isEmpty(difference) && markup`: ${summary(difference)}`;
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">Changes <small>since ${against}${counts}</small></h3>${
    difference === undefined
      ? markup`<pre class="error">${stack.differenceError ?? `${against} has no plan of this stack.`}</pre>`
      : differenceOf({ anchors }, difference)
  }</section>`;
}

function differenceOf(stack: Linked, difference: StackDifference): Content {
  const { existence, added, removed, changed, renamed, outputs } = difference;
  const alarms = alarmList(difference);
  if (existence === Existence.New) return [alarms, markup`<p>The stack is new: all of it is added.</p>`];
  if (isEmpty(difference)) return [alarms, markup`<p>Nothing changes.</p>`];
  const { replaced, changed: updated } = countsOf(difference);
  const entries = (isReplaced: boolean): Content =>
    changed.filter((one) => one.replaced === isReplaced).map((one) => changeEntry(stack, one));
  return [
    existence === Existence.Gone && markup`<p>The stack has no settings any more: all of it is removed.</p>`,
    alarms,
    replaced > 0 && markup`<h4>Replaced <small>${replaced}</small></h4>${entries(true)}`,
    updated > 0 && markup`<h4>Changed <small>${updated}</small></h4>${entries(false)}`,
    resourceList("Removed", removed, (one) => markup`${one.name} <small>${one.type}</small>`),
    resourceList("Added", added, (one) => resourceLink(stack, one)),
    renamed.length > 0 &&
      markup`<h4>Renamed <small>${renamed.length}</small></h4><ul>${renamed.map(({ from, to }) => markup`<li>${label(from)} is now ${linkTo(stack, to)}</li>`)}</ul>`,
    outputs.length > 0 &&
      markup`<h4>Outputs <small>${outputs.length}</small></h4><div class="change">${propertyList(outputs)}</div>`,
  ];
}

/** What makes the comparison fail or needs attention, shown first; undefined if nothing does. */
export function alarmList(difference: StackDifference): Content {
  const { losses, unreached, acknowledgementFaults } = difference;
  const refusals = refusalsOf(difference);
  const how = howToAcknowledge(difference);
  const items = [
    ...losses.map(lossItem),
    ...refusals.map((one) => markup`<li>${severityBadge("error")} ${refusalText(one)}</li>`),
    ...unreached.map(unreachedItem),
    ...acknowledgementFaults.map(faultItem),
  ];
  if (items.length === 0) return undefined;
  return [
    markup`<h4>${losses.length > 0 ? "Data that would be lost, and other alarms" : "Alarms"} <small>${items.length}</small></h4><ul class="losses">${items}</ul>`,
    how &&
      markup`<details class="more"><summary>If the data may go</summary><p>${how.sentence}</p><pre>${how.entries}</pre></details>`,
  ];
}

function lossItem(loss: DataLoss): Markup {
  const badge =
    loss.acknowledged === undefined
      ? severityBadge("error")
      : markup`<span class="badge waived">acknowledged</span>`;
  return markup`<li>${badge} ${lossText(loss)}</li>`;
}

function unreachedItem(one: Unreached): Markup {
  const steps = safeOrder(one);
  return markup`<li>${severityBadge(one.deleted.length > 0 ? "error" : "warning")} ${unreachedText(one)}${
    steps.length > 0 && markup`<ol>${steps.map((step) => markup`<li>${step}</li>`)}</ol>`
  }</li>`;
}

function faultItem({ severity, message }: AcknowledgementFault): Markup {
  return markup`<li>${severityBadge(severity)} ${message}</li>`;
}

function changeEntry(stack: Linked, change: ResourceChange): Markup {
  return markup`<div class="change"><p>${resourceLink(stack, change)}${fateText(change)}</p>${propertyList(change.properties)}</div>`;
}

/** A resource of a CloudFormation template leads to the stack of the template, and has CloudFormation's type. */
function resourceLink(stack: Linked, { urn, type }: Pick<PlannedResource, "urn" | "type">): Markup {
  return markup`${linkTo(stack, urn)}${ownerOf(urn, type) !== urn && markup` <small>${type} of its template</small>`}`;
}

function propertyList(properties: readonly PropertyChange[]): Content {
  const more = properties.slice(mostProperties);
  return [
    properties.slice(0, mostProperties).map(propertyEntry),
    more.length > 0 &&
      markup`<details class="more"><summary>${more.length} more changed ${more.length === 1 ? "property" : "properties"}</summary>${more.map(propertyEntry)}</details>`,
  ];
}

function propertyEntry(change: PropertyChange): Markup {
  const { path, from, to, uncertain } = change;
  const fate = propertyFate(change);
  return markup`<div class="property"><code>${path}</code>${fate !== undefined && markup` <span class="badge error">${fate}</span>`}${uncertain !== undefined && markup` <small>${uncertain}</small>`}${valueDifference(path, from, to)}</div>`;
}

function resourceList(
  title: string,
  resources: readonly PlannedResource[],
  item: (resource: PlannedResource) => Markup,
): Content {
  if (resources.length === 0) return undefined;
  const list = markup`<ul class="links">${resources.map((one) => markup`<li>${item(one)}</li>`)}</ul>`;
  const heading = markup`<h4>${title} <small>${resources.length}</small></h4>`;
  return resources.length > 20
    ? [
        heading,
        markup`<details class="more"><summary>${count(resources.length, "resource")}</summary>${list}</details>`,
      ]
    : [heading, list];
}
