import type { PlannedResource } from "@ballast/model";
import {
  Existence,
  label,
  refusalsOf,
  type Refusal,
  type AcknowledgementFault,
  type DataLoss,
  type PropertyChange,
  type ResourceChange,
  type StackDifference,
  type Unreached,
} from "@ballast/plan";
import type { PlannedStack, StackReport } from "../report.ts";
import { idOf } from "./anchors.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { linkTo } from "./resources.ts";
import { inline } from "./values.ts";

type Linked = Pick<PlannedStack, "anchors">;

/** How many things differ. */
export function changeCount({ added, removed, changed, renamed }: StackDifference): number {
  return added.length + removed.length + changed.length + renamed.length;
}

export function differenceSection(
  stack: StackReport & Partial<Pick<PlannedStack, "anchors">>,
  against: string | undefined,
): Content {
  if (against === undefined) return undefined;
  const anchors = stack.anchors ?? new Map<string, string>();
  const id = `${idOf(stack.stack)}/changes`;
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">Changes <small>since ${against}</small></h3>${
    stack.difference === undefined
      ? markup`<pre class="error">${stack.differenceError ?? `${against} has no plan of this stack.`}</pre>`
      : differenceOf({ anchors }, stack.difference)
  }</section>`;
}

function differenceOf(stack: Linked, difference: StackDifference): Content {
  const { existence, losses, acknowledgementFaults, added, removed, changed, renamed, outputs } = difference;
  const faults = faultList(acknowledgementFaults);
  const refusals = refusalsOf(difference);
  if (existence === Existence.New) return [markup`<p>The stack is new: all of it is added.</p>`, faults];
  if (existence === Existence.Stays && changeCount(difference) + outputs.length === 0)
    return [markup`<p class="good">Nothing changes.</p>`, faults];
  return [
    existence === Existence.Gone && markup`<p>The stack has no settings any more: all of it is removed.</p>`,
    losses.length > 0 &&
      markup`<h4>Data that would be lost</h4><ul class="losses">${losses.map(lossItem)}</ul>`,
    refusals.length > 0 &&
      markup`<h4>Changes that AWS refuses</h4><ul class="losses">${refusals.map((one) => refusalItem(stack, one))}</ul>`,
    unreachedList(stack, difference.unreached),
    faults,
    changed.length > 0 &&
      markup`<h4>Changed <small>${changed.length}</small></h4>${changed.map((one) => changeEntry(stack, one))}`,
    resourceList("Added", added, (one) => linkTo(stack, one.urn)),
    resourceList("Removed", removed, (one) => markup`${one.name} <small>${one.type}</small>`),
    renamed.length > 0 &&
      markup`<h4>Renamed <small>${renamed.length}</small></h4><ul>${renamed.map(({ from, to }) => markup`<li><code class="urn">${from}</code> is now ${linkTo(stack, to)}</li>`)}</ul>`,
    outputs.length > 0 && markup`<h4>Outputs</h4>${propertyTable(outputs)}`,
  ];
}

function faultList(faults: readonly AcknowledgementFault[]): Content {
  return (
    faults.length > 0 &&
    markup`<h4>Acknowledgements</h4><ul class="losses">${faults.map(
      ({ severity, message }) =>
        markup`<li><strong class="badge ${severity}">${severity}</strong> ${message}</li>`,
    )}</ul>`
  );
}

function lossItem({ name, type, how, what, acknowledged, alike }: DataLoss): Markup {
  const excuse =
    acknowledged === undefined
      ? markup`<strong class="badge error">not acknowledged</strong>`
      : markup`<span class="badge waived">acknowledged</span> <q>${acknowledged}</q>`;
  return markup`<li>${name} <small>${type}</small> ${how === "discarded" ? `stays, and AWS deletes ${what}` : `is ${how}`}. ${excuse}${alike.length > 0 && markup` <small>Perhaps it was renamed: an alias would keep it.</small>`}</li>`;
}

function unreachedList(stack: Linked, unreached: readonly Unreached[]): Content {
  if (unreached.length === 0) return undefined;
  return markup`<h4>What does not reach its user</h4><ul class="losses">${unreached.map(
    ({ urn, path, source, changes, deleted }) =>
      markup`<li>${linkTo(stack, urn)} keeps its own <code>${path}</code>; of ${linkTo(stack, source)} these changes do not reach it: ${changes.join(", ")}.${
        deleted.length > 0 &&
        markup` <strong class="badge error">error</strong> What it keeps names ${deleted.map(label).join(", ")}, which this change deletes.`
      }</li>`,
  )}</ul>`;
}

function refusalItem(stack: Linked, { urn, path, reason }: Refusal): Markup {
  return markup`<li>${linkTo(stack, urn)} <code>${path}</code>: ${reason}. <strong class="badge error">AWS refuses this</strong></li>`;
}

function changeEntry(stack: Linked, { urn, replaced, properties }: ResourceChange): Markup {
  return markup`<div class="change"><p>${linkTo(stack, urn)} ${replaced && markup`<span class="badge error" title="AWS cannot change this on what exists">replaced</span>`}</p>${propertyTable(properties)}</div>`;
}

function propertyTable(properties: readonly PropertyChange[]): Markup {
  return markup`<div class="scroll"><table class="properties"><thead><tr><th scope="col">Property</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${properties.map(
    ({ path, from, to, replaces, leaves, refused }) =>
      markup`<tr><th scope="row"><code>${path}</code>${replaces && markup` <span class="badge error">replaces</span>`}${leaves === true && markup` <span class="badge error">another account</span>`}${refused !== undefined && markup` <span class="badge error">AWS refuses this</span>`}</th><td class="before">${inline(from)}</td><td class="after">${inline(to)}</td></tr>`,
  )}</tbody></table></div>`;
}

function resourceList(
  title: string,
  resources: readonly PlannedResource[],
  item: (resource: PlannedResource) => Markup,
): Content {
  if (resources.length === 0) return undefined;
  return markup`<h4>${title} <small>${resources.length}</small></h4><ul class="links">${resources.map((one) => markup`<li>${item(one)}</li>`)}</ul>`;
}
