import { createHash } from "node:crypto";
import { arrowHeads } from "../diagram/svg.ts";
import { pagePictureStyles } from "../placement/pictureStyles.ts";
import { drawn, isPlanned, type PlannedStack, type Report, type StackReport } from "../report.ts";
import { idOf } from "./anchors.ts";
import client from "./client.cjs";
import { diagramStyles } from "./diagramStyles.ts";
import { differenceStyles } from "./differenceStyles.ts";
import { Markup, markup, type Content } from "./markup.ts";
import { overview } from "./overview.ts";
import { stackView } from "./stack.ts";
import { styles } from "./styles.ts";

const script = `(${client.toString()})();`;
const style = `${styles}${differenceStyles}${diagramStyles}${pagePictureStyles}`;

/** The page loads nothing, and only the scripts and styles that this file writes are allowed. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src '${hashOf(script)}'`,
  `style-src '${hashOf(style)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * One page that needs nothing else: no network, no other file, and no script to be read.
 *
 * @param drawing Is told which stack is being drawn.
 */
export async function pageOf(report: Report, drawing?: (stack: string) => void): Promise<string> {
  const stacks: (StackReport | PlannedStack)[] = [];
  for (const stack of report.stacks) {
    drawing?.(stack.stack);
    stacks.push(await drawn(stack, report));
  }
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.project}: planned stacks</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>${report.project} <small>planned <time datetime="${report.plannedAt.toISOString()}">${minuteOf(report.plannedAt)}</time></small></h1>
<form class="search scripted" role="search"><label><span class="visually-hidden">Search resources by name, type or property</span><input type="search" placeholder="Search resources ( / )" autocomplete="off" spellcheck="false"></label></form>
${report.against !== undefined && layoutChoice}<button type="button" class="theme scripted">Theme: <span>system</span></button>
</header>
<div class="columns">
<nav class="stacks" aria-label="Stacks"><ul><li><a href="#overview">Overview</a></li>${stacks.map(navigationItem)}</ul></nav>
<main id="main" tabindex="-1">
${overview(report, stacks)}
${stacks.map((stack) => stackView(stack, report.against))}
</main>
</div>
<footer>A plan, made without AWS: what is known only after a deployment is marked, and secrets are hidden.</footer>
${arrowHeads}
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Style alone reads it, so that it works without the script. */
const layoutChoice = markup`<fieldset class="layout"><legend class="visually-hidden">Layout of differences</legend><label><input type="radio" name="layout" id="side-by-side" checked> Side by side</label> <label><input type="radio" name="layout" id="inline"> Inline</label></fieldset>
`;

function navigationItem(stack: StackReport | PlannedStack): Content {
  const count = isPlanned(stack)
    ? stack.plan.findings.filter(({ severity }) => severity === "error").length
    : 1;
  const badge = count > 0 && markup` <span class="badge error" title="errors">${count}</span>`;
  return markup`<li><a href="#${idOf(stack.stack)}">${stack.stack}</a>${badge}</li>`;
}

function minuteOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
