import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import MarkdownIt from "markdown-it";
import { resource as planned } from "../../model/src/testing/resource.ts";
import { ballast as spawned } from "./testing.ts";
import { table, markdown, document } from "./plan/render.ts";
import type { Outcome } from "./planning.ts";

const root = join(__dirname, "../../..");

interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The command as a person runs it, on this repository's own stacks. */
function ballast(...args: string[]): Ran {
  return ballastIn(root, ...args);
}

function ballastIn(cwd: string, ...args: string[]): Ran {
  const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
  return spawnSync(join(root, "node_modules/.bin/ballast"), args, { cwd, env, encoding: "utf8" });
}

describe("ballast plan", () => {
  it("shows a line a stack, and what to do before the first deployment", () => {
    const { status, stdout, stderr } = ballast("plan", "private-registry-dev", "--no-cache");
    expect(status).toBe(0);
    expect(stdout).toMatch(/│ private-registry-dev │ +33 │ \d+ waived │ +at least \$22\.66 │ \d+\.\d\d s │/);
    expect(stdout).toContain(
      "npx pulumi config set --secret registryCredentials --stack private-registry-dev",
    );
    expect(stderr).toBe("planning private-registry-dev (1 of 1)\n");
  });

  it("plans all stacks of an environment, and writes the plans", () => {
    const out = mkdtempSync(join(tmpdir(), "plans-"));
    const { status, stdout } = ballast("plan", "--environment", "prod", "--out", out);
    expect(status).toBe(0);
    expect(stdout).toContain("network-prod");
    expect(stdout).toContain("private-registry-prod");
    const written = JSON.parse(readFileSync(join(out, "network-prod.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect(Object.keys(written)).toEqual([
      "stack",
      "region",
      "providers",
      "standInAccount",
      "resources",
      "outputs",
      "secretOutputs",
      "findings",
      "commands",
      "acknowledged",
      "cost",
    ]);
    rmSync(out, { recursive: true });
  });

  it("prints one stack as an object, several as an array, secrets never", () => {
    const one = ballast("plan", "private-registry-dev", "--format", "json", "--resolved");
    const plan = JSON.parse(one.stdout) as {
      stack: string;
      resources: Record<string, unknown>[];
      resolved: unknown[];
    };
    expect(plan.stack).toBe("private-registry-dev");
    expect(plan.resolved).toHaveLength(plan.resources.length);
    expect(Object.keys(plan.resources[0] ?? {})).toEqual([
      "urn",
      "type",
      "name",
      "parent",
      "custom",
      "inputs",
      "secrets",
      "unknown",
      "protect",
      "retainOnDelete",
      "dependsOn",
      "propertyDependencies",
      "aliases",
      "ignoreChanges",
    ]);
    expect(one.stdout).not.toContain("stand-in-password");
    const several = JSON.parse(ballast("plan", "network-dev", "network-prod", "--format", "json").stdout) as {
      stack: string;
    }[];
    expect(several.map(({ stack }) => stack)).toEqual(["network-dev", "network-prod"]);
  });

  it("answers an unknown stack with the names there are, and fails", () => {
    const { status, stdout, stderr } = ballast("plan", "netwrok-dev");
    expect(status).toBe(1);
    expect(stdout).toContain("cannot be planned");
    expect(stderr).toMatch(
      /There is no scenario for the stack "netwrok-dev"\. Stacks are named <scenario>-<environment>, .*scenarios are (\S+, )*network, /,
    );
    expect(stderr).not.toContain("    at ");
  });

  it("says which environments there are not", () => {
    const { status, stderr } = ballast("plan", "--environment", "staging");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /No stack belongs to the environment "staging"; there are (\S+, )*network-dev, network-prod, /,
    );
  });

  it("says where it can be run", () => {
    const { status, stderr } = ballastIn(tmpdir(), "plan");
    expect(status).toBe(1);
    expect(stderr).toContain("There is no Pulumi.yaml in");
  });
});

describe("ballast", () => {
  it("helps", () => {
    const { status, stdout } = ballast("plan", "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("Usage: ballast plan [options] [stack...]");
    expect(stdout).toContain(
      "Exit status:\n  0  success\n  1  a stack cannot be planned, a finding is an error,",
    );
  });

  it.each(["--help", "plan --help", "plan network-dev --format json"])(
    "ends as usual where nobody reads on: %s",
    async (line) => {
      const { status, stderr } = await spawned(line.split(" "), {
        started: ({ stdout }) => stdout?.destroy(),
      });
      expect([status, stderr]).toEqual([0, expect.not.stringContaining("EPIPE")]);
    },
  );

  it("lists its commands", () => {
    const { stdout } = ballast("--help");
    for (const command of [
      "plan",
      "cost",
      "prices",
      "diff",
      "report",
      "doctor",
      "place",
      "hosts",
      "drain",
      "volumes",
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  });

  it.each([
    [["plan", "--format", "yaml"]],
    [["plna"]],
    [["diff"]],
    [["drain"]],
    [["volumes"]],
    [["hosts"]],
    [[]],
  ])("knows a wrong call when it sees one: %p", (args) => {
    expect(ballast(...args).status).toBe(2);
  });
});

describe("a plan in which something is wrong", () => {
  const finding = {
    rule: "logs-retention",
    urn: "urn:pulumi:s::p::a:index:B$aws:cloudwatch/logGroup:LogGroup::logs",
    message: "never deletes its logs",
  };
  const plan = {
    stack: "data-dev",
    resources: [],
    resolved: [],
    outputs: {},
    findings: [
      { ...finding, severity: "error" as const },
      { ...finding, severity: "warning" as const },
      { ...finding, severity: "waived" as const, reason: "kept elsewhere" },
    ],
    clusters: [],
    commands: [],
    acknowledged: [],
    durationMs: 1234,
  };
  const outcomes: Outcome[] = [
    { stack: "data-dev", plan },
    { stack: "bad-dev", error: "out of paper" },
  ];

  it("is a table that says what", () => {
    const text = stripVTControlCharacters(table(outcomes, "plans"));
    expect(text).toContain("1 error, 1 warning, 1 waived");
    expect(text).toContain("error logs-retention LogGroup logs never deletes its logs");
    expect(text).toContain("data-dev: waived, with these reasons\n  logs-retention (1): kept elsewhere");
    expect(text).toContain("The plans are written to plans/<stack>.json.");
    // What needs attention comes first (F.0.55).
    const places = ["error logs-retention", "warning logs-retention", "│ stack", "with these reasons"];
    const found = places.map((words) => text.indexOf(words));
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(found).not.toContain(-1);
  });

  it("is Markdown for a pull request", () => {
    expect(markdown(outcomes)).toBe(
      [
        "| stack | resources | findings | \\$/month | time |",
        "| --- | ---: | --- | ---: | ---: |",
        "| data-dev | 0 | 1 error, 1 warning, 1 waived |  | 1.23 s |",
        "| bad-dev | | cannot be planned | | |",
        "",
        "<details open><summary>data-dev: findings</summary>",
        "",
        "- error `logs-retention` LogGroup logs never deletes its logs",
        "- warning `logs-retention` LogGroup logs never deletes its logs",
        "- waived `logs-retention` LogGroup logs never deletes its logs (kept elsewhere)",
        "",
        "</details>",
        "",
        "**bad-dev**",
        "",
        "```",
        "out of paper",
        "```",
      ].join("\n"),
    );
  });

  it("shows resources with their inputs, and harms nobody by what a stranger wrote into them", () => {
    const attack = "x` | </details> [log in](https://evil.example) @acme/team\n# y";
    const stranger = {
      ...plan,
      findings: [{ ...finding, severity: "error" as const, message: attack }],
      resources: [planned("aws:cloudwatch/logGroup:LogGroup", "logs", { name: attack, retentionInDays: 7 })],
    };
    const text = markdown([
      { stack: "data-dev", plan: stranger },
      { stack: "bad-dev", error: `\`\`\`\n${attack}` },
    ]);
    const html = new MarkdownIt({ html: true, linkify: true }).render(text);
    expect(html).toContain("<code>LogGroup logs</code>");
    expect(html).toContain("<code>retentionInDays: 7</code>");
    expect(html).not.toContain("<a ");
    expect(html).not.toContain("<h1>");
    expect(html.match(/<details/g)).toHaveLength(2);
    expect(html.match(/<\/details>/g)).toHaveLength(2);
    // Within code, GitHub mentions nobody.
    expect(html.replaceAll(/<code[^]*?<\/code>/g, "")).not.toMatch(/@acme/);
  });

  it("is JSON without the second recording, unless asked for", () => {
    expect(JSON.parse(document(plan, false))).not.toHaveProperty("resolved");
    expect(JSON.parse(document(plan, true))).toHaveProperty("resolved", []);
  });
});

it("fails when a finding is an error", () => {
  const project = mkdtempSync(join(tmpdir(), "faulty-"));
  const program =
    'import * as aws from "@pulumi/aws";\nexport default async () => void new aws.cloudwatch.LogGroup("logs");\n';
  writeFileSync(join(project, "Pulumi.yaml"), "name: demo\nmain: index.mjs\n");
  writeFileSync(join(project, "Pulumi.data-dev.yaml"), "config:\n  aws:region: eu-central-1\n");
  writeFileSync(join(project, "index.mjs"), program);
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const { status, stdout } = ballastIn(project, "plan");
  expect(stdout).toContain("error logs-retention LogGroup logs never deletes its logs");
  expect(status).toBe(1);
  rmSync(project, { recursive: true });
});
