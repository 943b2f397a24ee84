import { createHash } from "node:crypto";
import { Markup, markup, type Content } from "../page/markup.ts";
import { isAccepted, type AcceptanceRecord, type StepRecord } from "./record.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.failed { color: light-dark(#a40000, #ff8a80); font-weight: bold; }
.passed { color: light-dark(#0a5c0a, #7fd87f); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dd { margin: 0; }
`;

const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The evidence of an acceptance run, as one page that needs nothing else. */
export function acceptancePage(run: AcceptanceRecord): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${run.stack}: acceptance run</title>
<style>${new Markup(style)}</style>
</head>
<body>
<h1>${run.stack}: ${verdict(run)}</h1>
<dl>
<dt>Account</dt><dd>${run.account}</dd>
<dt>Region</dt><dd>${run.region}</dd>
<dt>Started</dt><dd>${time(run.startedAt)}</dd>
<dt>Ended</dt><dd>${run.endedAt === undefined ? "it goes on, or can be resumed" : time(run.endedAt)}</dd>
<dt>Estimated cost</dt><dd>${run.hourlyCost}</dd>
</dl>
<table>
<thead><tr><th scope="col">Step</th><th scope="col">What it does</th><th scope="col">Result</th><th scope="col">Minutes</th><th scope="col">Evidence</th></tr></thead>
<tbody>
${run.steps.map(row)}
</tbody>
</table>
<h2>What stands</h2>
${standing(run)}
</body>
</html>
`.text;
}

function verdict(run: AcceptanceRecord): string {
  if (run.steps.some(({ state }) => state === "failed")) return "not accepted";
  return isAccepted(run) ? "accepted" : "not finished";
}

function row(step: StepRecord): Content {
  const { id, does, state, reason, unproved, attempts } = step;
  const evidence = Object.entries(step.evidence).map(
    ([name, text]) => markup`<dt>${name}</dt><dd><pre>${text}</pre></dd>`,
  );
  return markup`<tr id="${id}"><th scope="row">${id}</th><td>${does}</td><td><span class="${state}">${state}</span>${attempts > 1 && `, begun ${attempts} times`}${reason !== undefined && markup`<pre>${reason}</pre>`}${unproved !== undefined && markup`<pre>Not proved: ${unproved}</pre>`}${state === "skipped" && markup`<pre>Not proved: what the step does.</pre>`}</td><td>${minutesOf(step)}</td><td><dl>${evidence}</dl></td></tr>
`;
}

function minutesOf({ startedAt, endedAt, limitMinutes }: StepRecord): string {
  if (startedAt === undefined || endedAt === undefined) return `at most ${limitMinutes}`;
  return `${((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000).toFixed(1)} of at most ${limitMinutes}`;
}

function standing({ standing: arns }: AcceptanceRecord): Content {
  if (arns === undefined) return markup`<p>Not checked yet.</p>`;
  if (arns.length === 0) return markup`<p>Nothing with the stack's tags.</p>`;
  return markup`<ul>${arns.map((arn) => markup`<li>${arn}</li>`)}</ul>`;
}

function time(text: string): Content {
  return markup`<time datetime="${text}">${text.slice(0, 16).replace("T", " ")} UTC</time>`;
}
