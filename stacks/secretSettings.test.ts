import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isSecretBearing } from "@ballast/contracts";
import { PlanError, type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { recordRefusal } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import fc from "fast-check";
import { parse } from "yaml";
import run from "./index.ts";
import { loadScenario, scenarios, type ScenarioName } from "./scenarios.ts";
import { openThisProject, refusalOf } from "./testing/scenarioTests.ts";
import { withValue } from "./testing/secretFields.ts";

const mark = "hunter2-SuperSecret!";
const number = 48_151_623_421;

/** Every setting that refers to a secret, with those that hold it, and the mode in which it counts. */
const fields: Record<string, [path: string, mode: Record<string, unknown>][]> = {
  "cloudstor-spot-dev": [
    ["elastigroup", {}],
    ["elastigroup.tokenSecretArn", { "elastigroup.spotAccountId": "act-1234abcd" }],
    ["elastigroup.tokenField", { "elastigroup.spotAccountId": "act-1234abcd" }],
  ],
  "fsx-windows-dev": [
    ["share", {}],
    ["share.secretArn", { "share.mode": "native" }],
    ["share.passwordParameter", { "share.mode": "globalMapping" }],
    ["credentialSpec", {}],
    ["credentialSpec.fileArn", {}],
    ["credentialSpec.secretArn", {}],
    ["domain", {}],
    ["domain.joinSecretArn", { "domain.source": "selfManaged", "domain.dnsIps": ["10.0.0.10"] }],
  ],
  "invento-windows-dev": [
    ["database", {}],
    ["database.applicationSecret", {}],
    ["database.applicationSecret.secretArn", {}],
  ],
  "private-registry-dev": [
    ["registry", {}],
    ["registry.secretArn", { "registry.mode": "existingSecret" }],
    ["registry.secretArn", { "registry.mode": "pullThroughCache" }],
    ["registry.configKey", { "registry.mode": "declaredSecret" }],
  ],
};
const cases = Object.entries(fields).flatMap(([stack, all]) =>
  all.map(([path, mode]) => [stack, path, mode] as const),
);

const wrong = fc.oneof(
  fc.string().map((text) => mark + text),
  fc.constantFrom<unknown>(
    number,
    null,
    { password: mark },
    { [mark]: 1 },
    [mark],
    [{ a: { b: [mark, number] } }],
  ),
  fc.anything({ maxDepth: 2 }).map((value) => ({ value: [mark, value], secretArn: mark })),
);

function settingsOf(stack: string): unknown {
  const file = readFileSync(join(__dirname, `environments/Pulumi.${stack}.yaml`), "utf8");
  return (parse(file) as { config: Record<string, unknown> }).config["ballast:settings"];
}

it.each(cases)("%s never shows what stands at %s", async (stack, path, mode) => {
  const good = Object.entries(mode).reduce(
    (settings, [key, value]) => withValue(settings, key.split("."), value),
    settingsOf(stack),
  );
  await fc.assert(
    fc.asyncProperty(wrong, async (value) => {
      const { message, registered } = await refusalOf(stack, withValue(good, path.split("."), value));
      expect(message).toContain(`ballast:settings.${path.split(".")[0]}`);
      expect(message).not.toContain(mark);
      expect(message).not.toContain(String(number));
      expect(registered).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it.each([`{"password": "${mark}"`, mark, JSON.stringify([mark]), JSON.stringify(mark)])(
  "never shows settings that are none: %p",
  async (text) => {
    const { error } = await recordRefusal(run, {
      stack: "private-registry-dev",
      config: { "aws:region": "eu-central-1", "ballast:settings": text },
      lookups: siteLookups(standInSite("eu-central-1")),
    });
    expect(error.message).toContain("ballast:settings: is a");
    expect(error.message).not.toContain("hunter2");
  },
);

it("tries every setting that is named like one with a secret", async () => {
  const named = await Promise.all(
    (Object.keys(scenarios) as ScenarioName[]).map(async (name) => {
      const { settings } = await loadScenario(name);
      return [...secretKeys(settings.schema)];
    }),
  );
  const tried = cases.map(([, path]) => path.split(".").at(-1) ?? "");
  expect(named.flat().filter((key) => !tried.includes(key) && !/KmsKeyArn$/.test(key))).toEqual([]);
});

/** Keys of objects anywhere in a schema that name a secret. */
function* secretKeys(schema: unknown, seen = new Set<unknown>()): Iterable<string> {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const { shape, ...rest } = (schema as { _zod?: { def?: Record<string, unknown> } })._zod?.def ?? {};
  for (const [key, inner] of Object.entries((shape as Record<string, unknown> | undefined) ?? {})) {
    // The reasons there are sentences about a login, a password, ….
    if (key === "retentionReason") continue;
    // A switch, with a reason for which it is off.
    if (isSecretBearing(key) && key !== "renewPassword") yield key;
    yield* secretKeys(inner, seen);
  }
  for (const inner of Object.values(rest).flat()) yield* secretKeys(inner, seen);
}

describe("a declared secret in clear text", () => {
  const stack = "private-registry-dev";
  const login = JSON.stringify({ username: "robot", password: mark });
  const withLogin = async (more: Record<string, string>): Promise<Project> => {
    const project = await openThisProject();
    return {
      ...project,
      configurationOf: (name) => {
        const { values, encrypted } = project.configurationOf(name);
        return { values: name === stack ? { ...values, ...more } : values, encrypted };
      },
    };
  };
  const refusalIn = async (more: Record<string, string>): Promise<Error> => {
    const failure = new Planner(await withLogin(more), "2026-11-21").plan(stack);
    return failure.then(
      () => new Error("planned"),
      (error: unknown) => error as Error,
    );
  };

  it("is refused by the plan, with the command that encrypts it", async () => {
    const error = await refusalIn({ "ballast:registryCredentials": login });
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toContain(
      "ballast:registryCredentials: npx pulumi config set --secret registryCredentials --stack private-registry-dev",
    );
    expect(error.message).not.toContain("hunter2");
  });

  it.each(["ballast:registryCredential", "ballast:password", "aws:secretKey", "aws:token"])(
    "is refused under a name that nobody reads: %s",
    async (key) => {
      const error = await refusalIn({ [key]: mark });
      expect(error.message).toContain(`${key}: is `);
      expect(error.message).toContain("in clear text");
      expect(error.message).not.toContain("hunter2");
    },
  );

  it("is refused by the program, where the engine says that it is not encrypted", async () => {
    const settings = settingsOf(stack);
    const config = {
      "aws:region": "eu-central-1",
      "ballast:settings": JSON.stringify(settings),
      "ballast:registryCredentials": login,
    };
    const { error, registered } = await recordRefusal(run, {
      stack,
      config,
      lookups: siteLookups(standInSite("eu-central-1")),
    });
    expect(error.message).toContain("ballast:registryCredentials: is stored in clear text");
    expect(error.message).toContain("npx pulumi config set --secret registryCredentials --stack");
    expect(error.message).not.toContain("hunter2");
    expect(registered).toEqual([]);
  });
});

it("holds no encrypted value in a committed file", () => {
  const folder = join(__dirname, "environments");
  const encrypted = readdirSync(folder).filter((file) =>
    /^\s*-?\s*["']?secure["']?\s*:|\{\s*["']?secure["']?\s*:/m.test(readFileSync(join(folder, file), "utf8")),
  );
  expect(encrypted).toEqual([]);
});
