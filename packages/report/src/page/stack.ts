import { isPlanned, type PlannedStack, type StackReport } from "../report.ts";
import { idOf } from "./anchors.ts";
import { costSection } from "./cost.ts";
import { diagramSection } from "./diagrams.ts";
import { differenceSection } from "./differences.ts";
import { findingSection } from "./findings.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { placementSection } from "./placement.ts";
import { resourceSection } from "./resources.ts";
import { survivalSection } from "./survival.ts";
import { inline, propertiesOf } from "./values.ts";

/** All about one stack; the address of its view is its name. */
export function stackView(stack: StackReport | PlannedStack, against: string | undefined): Markup {
  const id = idOf(stack.stack);
  return markup`<article class="view" id="${id}" aria-labelledby="${id}/title">
<h2 id="${id}/title" tabindex="-1">${stack.stack}</h2>
${
  isPlanned(stack)
    ? plannedView(stack, against)
    : [
        stack.error !== undefined &&
          markup`<p><span class="badge error">error</span> This stack cannot be planned.</p><pre class="error">${stack.error}</pre>`,
        differenceSection(stack, against),
      ]
}
</article>`;
}

function plannedView(stack: PlannedStack, against: string | undefined): Content {
  const id = idOf(stack.stack);
  const sections = [
    ...(against === undefined ? [] : [["changes", "Changes"]]),
    ["diagram", "Diagram"],
    ...(stack.placement.length > 0 ? [["placement", "Where tasks land"]] : []),
    ["findings", "Findings"],
    ["survival", "What survives what"],
    ["cost", "Cost"],
    ["next", "Next steps"],
    ["resources", "Resources"],
  ];
  return [
    markup`<nav class="within" aria-label="Sections of ${stack.stack}">${sections.map(([key = "", words = ""]) => markup`<a href="#${id}/${key}">${words}</a> `)}</nav>`,
    differenceSection(stack, against),
    diagramSection(stack),
    placementSection(stack),
    findingSection(stack),
    survivalSection(stack),
    costSection(stack),
    nextSection(stack),
    resourceSection(stack),
  ];
}

function nextSection({ plan }: PlannedStack): Markup {
  const { waivers: _shown, nextStep, ...outputs } = plan.outputs;
  const id = `${idOf(plan.stack)}/next`;
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">Next steps and outputs</h3>
${plan.commands.length > 0 && markup`<h4>Before the first deployment</h4><pre class="commands">${plan.commands.join("\n")}</pre>`}
${nextStep !== undefined && markup`<h4>Its next step</h4><pre class="commands next">${inline(nextStep)}</pre>`}
<h4>Outputs</h4>${Object.keys(outputs).length === 0 ? markup`<p class="soft">None.</p>` : propertiesOf(outputs)}
</section>`;
}
