import { acceptancePage } from "./page.ts";
import type { AcceptanceRecord } from "./record.ts";

const run: AcceptanceRecord = {
  version: 1,
  stack: "web-dev",
  account: "246802468024",
  region: "eu-central-1",
  mark: "accept-1",
  startedAt: "2026-11-27T10:00:00.000Z",
  hourlyCost: "$0.05 an hour",
  before: [],
  steps: [
    {
      id: "up",
      does: "deploys <it>",
      limitMinutes: 45,
      state: "passed",
      attempts: 2,
      startedAt: "2026-11-27T10:00:00.000Z",
      endedAt: "2026-11-27T10:03:00.000Z",
      evidence: { printed: '<script>alert("x")</script>' },
    },
  ],
};

it("escapes what hosts and AWS said, and loads nothing", () => {
  const page = acceptancePage(run);
  expect(page).not.toContain("<script");
  expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  expect(page).toContain("<td>deploys &lt;it&gt;</td>");
  expect(page).toContain("default-src &#39;none&#39;");
  expect(page).toContain("begun 2 times");
  expect(page).toContain("3.0 of at most 45");
});

it.each<[string, AcceptanceRecord]>([
  ["accepted", run],
  ["not finished", { ...run, steps: run.steps.map((step) => ({ ...step, state: "waiting" })) }],
  [
    "not accepted",
    { ...run, steps: run.steps.map((step) => ({ ...step, state: "failed", reason: "no row" })) },
  ],
])("says that a run is %s", (verdict, one) => {
  expect(acceptancePage(one)).toContain(`<h1>web-dev: ${verdict}</h1>`);
});
