import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Check } from "@ballast/operate";
import { ballast, type Call, type Ran } from "../testing.ts";

// Stacks are planned, and the machine may be busy.
jest.setTimeout(120_000);

interface Answer {
  stacks: string[];
  counts: Record<Check["status"], number>;
  checks: Check[];
}

/** Nobody's login, and no way to AWS. */
let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "doctor-"))));
afterEach(() => rmSync(home, { recursive: true }));

function doctor(args: string, { env = {}, ...more }: Call = {}): Promise<Ran> {
  return ballast(["doctor", ...args.split(" ").filter((word) => word !== "")], {
    ...more,
    env: {
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: undefined,
      PULUMI_ACCESS_TOKEN: undefined,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: join(home, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(home, "none"),
      AWS_PROFILE: undefined,
      AWS_ACCESS_KEY_ID: undefined,
      ...env,
    },
  });
}

function statuses({ stdout }: Ran): Record<string, string> {
  const { checks } = JSON.parse(stdout) as Answer;
  return Object.fromEntries(checks.map(({ id, status }) => [id, status]));
}

it("says what the machine and the settings lack, and how to fix it", async () => {
  const { status, stdout, stderr } = await doctor("private-registry-dev --offline");
  expect(stdout).toMatch(/│ missing │ Pulumi is logged in to a state backend +│ it is not logged in +│/);
  expect(stdout).toContain(
    "  missing secret:private-registry-dev:registryCredentials\n" +
      "      npx pulumi config set --secret registryCredentials --stack private-registry-dev\n",
  );
  expect(stdout).toContain("npx pulumi plugin install resource aws v");
  expect(stdout).toMatch(/\d+ in order, 2 missing, /);
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(1);
});

it("asks for what is the examples' to be replaced", async () => {
  const found = statuses(await doctor("private-registry-prod --offline --format json"));
  expect(found["placeholder:private-registry-prod:ballast:settings.registry.secretArn"]).toBe("missing");
  expect(found["placeholder:private-registry-prod:ballast:settings.image.repository"]).toBe("warning");
});

it("ends with 0 where nothing is missing", async () => {
  const ran = await doctor("network-dev rexray-efs-dev --offline --format json", {
    env: { PULUMI_BACKEND_URL: `file://${home}`, PULUMI_CONFIG_PASSPHRASE: "" },
  });
  expect(statuses(ran)).toMatchObject({
    backend: "ok",
    "plugin:aws": "warning",
    "plugin:awsx": "warning",
    "passphrase:network-dev": "ok",
    "stack:organization/ballast/network-dev": "unknown",
  });
  expect(JSON.parse(ran.stdout)).toMatchObject({
    stacks: ["network-dev", "rexray-efs-dev"],
    counts: { missing: 0 },
  });
  expect(ran.status).toBe(0);
});

it("says that there are no credentials, and asks nothing else", async () => {
  const ran = await doctor("network-dev --format json");
  expect(statuses(ran)).toMatchObject({
    "credentials:eu-central-1": "missing",
    "account:eu-central-1": "unknown",
  });
  expect(ran.stdout).toContain("There are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID");
  expect(ran.status).toBe(1);
});

it("fails for a stack that cannot be planned, and looks at the others", async () => {
  const { status, stdout, stderr } = await doctor("netwrok-dev network-dev --offline", {
    env: { PULUMI_BACKEND_URL: `file://${home}` },
  });
  expect(stderr).toContain('There is no scenario for the stack "netwrok-dev".');
  expect(stdout).toContain("passphrase:network-dev");
  expect(status).toBe(1);
});

it("finds a secret in clear, a project's own backend and its key, and shows no value", async () => {
  const project = join(home, "project");
  mkdirSync(project);
  const files = {
    "Pulumi.yaml": "name: demo\nmain: index.mjs\nbackend:\n  url: s3://team:hunter2@state\n",
    "Pulumi.web-dev.yaml":
      "secretsprovider: awskms://alias/hunter2\nconfig:\n  aws:region: eu-central-1\n  demo:login: hunter2\n  demo:token:\n    secure: hunter2\n",
    "index.mjs": "export default async () => ({});\n",
    "secrets.ts":
      'export const declaredSecrets = () => Promise.resolve({ login: { description: "a", standIn: "b" }, token: { description: "a", standIn: "b" } });\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  symlinkSync(join(__dirname, "../../../../node_modules"), join(project, "node_modules"));
  const ran = await doctor("web-dev --offline --format json", { cwd: project });
  expect(statuses(ran)).toMatchObject({
    backend: "ok",
    "passphrase:web-dev": "ok",
    "secret:web-dev:login": "missing",
    "secret:web-dev:token": "ok",
  });
  expect(ran.stdout + ran.stderr).not.toContain("hunter2");
  expect(ran.status).toBe(1);
});

it("helps", async () => {
  const { status, stdout } = await doctor("--help");
  expect(stdout).toContain("Usage: ballast doctor [options] [stack...]");
  expect(stdout).toContain(
    "Exit status:\n  0  nothing is missing\n  1  something is missing, or a stack cannot be planned\n",
  );
  expect(status).toBe(0);
});

it.each(["--format yaml", "--online", "--environment"])(
  "knows a wrong call when it sees one: %s",
  async (args) => {
    expect((await doctor(args)).status).toBe(2);
  },
);
