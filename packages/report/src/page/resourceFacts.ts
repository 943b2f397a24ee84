import { nameOfPlace, type Connection } from "@ballast/analysis";
import { dollars, totalOf } from "@ballast/analysis/cost";
import type { RoleCalls } from "@ballast/policy";
import type { PlannedStack } from "../report.ts";
import { idOf } from "./anchors.ts";
import { count } from "./count.ts";
import { markup, type Content, type Markup } from "./markup.ts";

/** The maximum number of list entries that are shown; commands of Ballast print all. */
const most = 12;

/** The monthly cost of a resource; undefined if it is free. `≥` if a price is missing. */
export function monthlyCost({ cost }: PlannedStack, urn: string): string | undefined {
  const rows = cost.rows.filter((row) => row.urn === urn || row.urn.startsWith(`${urn}#`));
  if (rows.length === 0) return undefined;
  if (rows.every(({ monthly }) => monthly === undefined)) return "no price";
  const isComplete = rows.every(({ monthly }) => monthly !== undefined);
  return `${isComplete ? "" : "≥ "}${dollars(totalOf(rows))} a month`;
}

/** Its cost, who reaches it and whom it reaches, and what is called with it: pairs of `dt` and `dd`. */
export function factsOf(stack: PlannedStack, urn: string): Content {
  const month = monthlyCost(stack, urn);
  const calls = stack.roleCalls.get(urn);
  return [
    month !== undefined && fact("Cost", markup`<a href="#${idOf(stack.stack)}/cost">${month}</a>`),
    connectionFact("Reached by", stack.connections, urn, "to", "from"),
    connectionFact("Reaches", stack.connections, urn, "from", "to"),
    calls !== undefined && fact("May call", callList(stack, calls)),
  ];
}

function fact(term: string, content: Content): Markup {
  return markup`<dt>${term}</dt><dd>${content}</dd>`;
}

const answerWords = { yes: "", partly: " in part", unknown: " perhaps", no: "" };

function connectionFact(
  term: string,
  connections: readonly Connection[],
  urn: string,
  own: "from" | "to",
  other: "from" | "to",
): Content {
  const open = connections.filter((one) => {
    const place = one[own];
    return place.kind === "party" && place.party.resource.urn === urn && one.reached.answer !== "no";
  });
  if (open.length === 0) return undefined;
  const groups = [...Map.groupBy(open, (one) => nameOfPlace(one[other]))];
  const items = groups.slice(0, most).map(([name, all]) => {
    const ports = all.map(({ port, reached }) => `${port}${answerWords[reached.answer]}`);
    return markup`<li>${name} <small>TCP ${[...new Set(ports)].join(", ")}</small></li>`;
  });
  return fact(term, [
    markup`<ul>${items}</ul>`,
    groups.length > most && markup`<small>and ${groups.length - most} more</small>`,
  ]);
}

function callList({ stack }: PlannedStack, { role, calls, unneeded, open }: RoleCalls): Content {
  const missing = calls.filter(
    ({ answer, isCertain }) => isCertain && (answer === "no" || answer === "denied"),
  );
  const allowed = calls.filter(({ answer }) => answer === "yes");
  const groups = [...Map.groupBy(allowed, ({ resource }) => resource)];
  return [
    allowed.length === 0
      ? "Nothing in this stack is known to call AWS with it."
      : markup`<details class="more"><summary>${count(allowed.length, "call")} allowed and made</summary><ul>${groups.slice(0, most).map(([resource, all]) => markup`<li>${[...new Set(all.map(({ action }) => action))].join(", ")} <small>on ${shortened(resource)}</small></li>`)}</ul><p class="soft"><code>ballast may ${stack} ${role}</code> lists all, with the statements.</p></details>`,
    missing.length > 0 &&
      markup` <strong class="badge error">${count(missing.length, "call")} not allowed</strong> ${[...new Set(missing.map(({ action }) => action))].slice(0, most).join(", ")}`,
    unneeded.length > 0 &&
      markup` <span class="badge warning">${count(unneeded.length, "action")} allowed and not called</span>`,
    open !== null && markup` <small>${open}</small>`,
  ];
}

/** Without what all ARNs of a stack have alike. */
function shortened(resource: string): string {
  return resource.replace(/^arn:[\w-]+:([\w-]+):[\w-]*:\d*:/, "$1:");
}
