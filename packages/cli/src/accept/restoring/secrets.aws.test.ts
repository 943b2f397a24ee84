import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { openBackups } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { PulumiRunner } from "../pulumi.ts";
import type { StepContext } from "../step.ts";
import { createSecond, writeSettings } from "./second.ts";

// The real command, with a key of the emulator's, on a backend of files.
const [stack, restored] = ["rexray-ebs-dev", "rexray-ebs_restored-dev"];
const environment = { ...process.env };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ballast-secrets-"));
  mkdirSync(join(root, "state"));
  writeFileSync(join(root, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  Object.assign(process.env, {
    PATH: [join(process.env["BALLAST_PULUMI_ROOT"] ?? "", "bin"), process.env["PATH"]].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(root, "state")}`,
    PULUMI_HOME: join(root, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
});
afterEach(() => {
  process.env = environment;
  rmSync(root, { recursive: true });
});

it("has the second stack encrypt the first one's secrets anew, with the same KMS key", async () => {
  const { KeyMetadata } = await openBackups("eu-central-1").kms.send(new CreateKeyCommand({}));
  const provider = `awskms://${KeyMetadata?.KeyId ?? ""}?region=eu-central-1`;
  const pulumi = (args: string[], input = ""): string =>
    execFileSync("pulumi", [...args, "--non-interactive"], {
      cwd: root,
      encoding: "utf8",
      input,
      env: process.env,
    });
  pulumi(["stack", "init", "--no-select", "--secrets-provider", provider, stack]);
  pulumi(["config", "set", "--path", "--secret", "test:settings.login", "-s", stack], "hunter2");
  pulumi(["config", "set", "--path", "test:settings.size", "1", "-s", stack]);
  const fileOf = (name: string): Record<string, unknown> =>
    parse(readFileSync(join(root, `Pulumi.${name}.yaml`), "utf8")) as Record<string, unknown>;
  const { config: values } = fileOf(stack);
  const record = {} as AcceptanceRecord;
  const context = {
    stack,
    planned: { project: { root, name: "test", configurationOf: () => ({ values }) } },
    record,
    save: () => undefined,
    pulumi: new PulumiRunner(root, join(root, "log")),
    pace: { timeoutSeconds: 60 },
  } as unknown as StepContext;
  await createSecond(context, restored);
  writeSettings(context, restored, [{ path: ["size"], value: 2 }]);
  const [first, second] = [fileOf(stack), fileOf(restored)];
  expect(second["secretsprovider"]).toBe(provider);
  expect(second["encryptedkey"]).not.toBe(first["encryptedkey"]);
  const shown = JSON.parse(pulumi(["config", "get", "test:settings", "--json", "-s", restored])) as object;
  expect(shown).toMatchObject({ objectValue: { login: "hunter2", size: 2 }, secret: true });
  const everything = [readFileSync(join(root, "log"), "utf8"), JSON.stringify([second, record])].join("\n");
  expect(everything).not.toContain("hunter2");
});
