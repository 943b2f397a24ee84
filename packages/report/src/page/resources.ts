import type { PlannedResource } from "@ballast/model";
import type { Finding } from "@ballast/policy";
import type { PlannedStack } from "../report.ts";
import { idOf, shortType } from "./anchors.ts";
import { count } from "./count.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { factsOf, monthlyCost } from "./resourceFacts.ts";
import { severityBadge } from "./severityBadge.ts";
import { propertiesOf } from "./values.ts";

/** Every resource with its properties, below the component that it is part of; a script filters the list, which can be read without it. */
export function resourceSection(stack: PlannedStack): Markup {
  const { plan } = stack;
  const findings = Object.groupBy(plan.findings, ({ urn }) => urn);
  const known = new Set(plan.resources.map(({ urn }) => urn));
  const children = Map.groupBy(plan.resources, ({ parent }) =>
    parent !== null && known.has(parent) ? parent : null,
  );
  const branch = (parent: string | null): Content => {
    const members = children.get(parent) ?? [];
    return (
      members.length > 0 &&
      markup`<ul class="tree">${members.map((one) => markup`<li>${resourceEntry(stack, one, findings[one.urn] ?? [])}${branch(one.urn)}</li>`)}</ul>`
    );
  };
  const types = [...new Set(plan.resources.map(({ type }) => shortType(type)))].sort();
  return markup`<section aria-labelledby="${idOf(plan.stack)}/resources">
<h3 id="${idOf(plan.stack)}/resources">Resources <small class="count" aria-live="polite">${plan.resources.length}</small></h3>
<p class="soft">A component groups others. Pulumi refuses to delete what is protected; AWS keeps what is retained when its stack goes. Unknown is what a deployment decides; secrets are hidden.</p>
<form class="filters scripted" role="search" aria-label="Filter the resources of ${plan.stack}">
<label>Type <select name="type"><option value="">all</option>${types.map((type) => markup`<option>${type}</option>`)}</select></label>
<label>Findings <select name="finding"><option value="">all</option><option value="any">with any</option><option>error</option><option>warning</option><option>waived</option></select></label>
<button type="reset">Show all</button>
</form>
${branch(null)}
<p class="none" hidden>No resource matches.</p>
</section>`;
}

function resourceEntry(stack: PlannedStack, resource: PlannedResource, findings: Finding[]): Markup {
  const { urn, name, type, custom, inputs, protect, retainOnDelete, secrets, unknown } = resource;
  const severities = [...new Set(findings.map(({ severity }) => severity))];
  const anchor = stack.anchors.get(urn) ?? "";
  const month = monthlyCost(stack, urn);
  const badges = [
    month !== undefined && badge(month),
    !custom && badge("component"),
    protect && badge("protected"),
    retainOnDelete && badge("retained"),
    secrets.length > 0 && badge(count(secrets.length, "secret")),
    unknown.length > 0 && badge(`${unknown.length} unknown`),
    severities.map((severity) => severityBadge(severity)),
  ];
  return markup`<details class="resource" id="${anchor}" data-type="${shortType(type)}"${severities.length > 0 && markup` data-findings="${severities.join(" ")}"`}>
<summary><span class="name">${name}</span> <span class="type">${type}</span> <span class="badges">${badges}</span></summary>
${findings.length > 0 && markup`<ul class="found">${findings.map(({ severity, rule, message, reason }) => markup`<li>${severityBadge(severity)} <code>${rule}</code> ${message}${reason !== undefined && markup`: <q>${reason}</q>`}</li>`)}</ul>`}
<dl>
${factsOf(stack, urn)}
${relation("Needs", neededBy(resource), stack)}
${relation("Needed by", usersOf(stack, urn), stack)}
<dt>URN</dt><dd><code>${urn}</code></dd>
</dl>
${Object.keys(inputs).length > 0 && propertiesOf(inputs, resource.knownInPart)}
</details>`;
}

/** URNs with the properties that name them. */
function neededBy({ dependsOn, propertyDependencies }: PlannedResource): Map<string, string[]> {
  const found = new Map(dependsOn.map((urn): [string, string[]] => [urn, []]));
  for (const [property, urns] of Object.entries(propertyDependencies)) {
    for (const urn of urns) found.set(urn, [...(found.get(urn) ?? []), property]);
  }
  return found;
}

function usersOf({ plan }: PlannedStack, urn: string): Map<string, string[]> {
  const users = plan.resources.filter(({ dependsOn }) => dependsOn.includes(urn));
  return new Map(users.map((user) => [user.urn, []]));
}

function relation(term: string, urns: Map<string, string[]>, stack: PlannedStack): Content {
  if (urns.size === 0) return undefined;
  const links = [...urns].map(([urn, properties]) => {
    const by = properties.length > 0 && markup` <small>by ${properties.join(", ")}</small>`;
    return markup`<li>${linkTo(stack, urn)}${by}</li>`;
  });
  return markup`<dt>${term}</dt><dd><ul>${links}</ul></dd>`;
}

export function linkTo({ anchors }: Pick<PlannedStack, "anchors">, urn: string): Markup {
  const [, , types = "", name = ""] = urn.split("::");
  const words = markup`${name} <small>${shortType(types)}</small>`;
  // Resources of a CloudFormation template are shown with its stack.
  const anchor = anchors.get(urn) ?? anchors.get(urn.slice(0, urn.lastIndexOf("#")));
  return anchor === undefined ? markup`<span>${words}</span>` : markup`<a href="#${anchor}">${words}</a>`;
}

function badge(word: string): Markup {
  return markup`<span class="badge">${word}</span> `;
}
