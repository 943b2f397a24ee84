import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { machineImageFacts } from "@ballast/ecs";
import { powershellSyntax } from "@ballast/testing/scripts";
import { callFunction, ScriptError, type Call } from "@ballast/testing/windows";
import fc from "fast-check";
import { windows } from "./windows.ts";

// The image cannot be built here, and no PowerShell runs here: what can be read is held to what must be so.

const folder = join(__dirname, "app");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name !== "release");
const contentOf = (name: string) => readFileSync(join(folder, name), "utf8");
const secretName = /pass(word)?|secret|token|api_?key/i;

/** Instructions of a Dockerfile whose escape character is the backtick, each on one line. */
function instructionsOf(dockerfile: string): [string, string][] {
  return dockerfile
    .replaceAll(/`\n\s*/g, "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [word = "", ...rest] = line.split(" ");
      return [word, rest.join(" ")];
    });
}

/**
 * What Docker's cache knows the layers of the last stage by: each by its instruction, the arguments that count there, what it copies
 * from other stages, and the layers before it.
 */
function layersOf(instructions: [string, string][], version: string): string[] {
  const stages: Record<string, string[]> = {};
  let layers: string[] = [];
  let named = false;
  for (const [word, text] of instructions) {
    if (word === "FROM") {
      const [base = "", , name = "last"] = text.split(" ");
      stages[name] = layers = [...(stages[base] ?? [base])];
      named = false;
      continue;
    }
    if (word === "ARG") {
      named = true;
      continue;
    }
    const from = /--from=(\w+)/.exec(text)?.[1];
    const copied = from === undefined ? [] : (stages[from] ?? []);
    // Docker runs a command anew when an argument before it changed, whether the command reads it or not.
    const argument = named && (word === "RUN" || text.includes("INVENTO_VERSION")) ? [version] : [];
    layers.push(JSON.stringify([word + " " + text, argument, copied, layers.at(-1)]));
  }
  return layers;
}

describe("the image (F.8.12)", () => {
  const dockerfile = contentOf("Dockerfile");
  const instructions = instructionsOf(dockerfile);
  const all = (word: string) => instructions.filter(([name]) => name === word).map(([, text]) => text);

  it("is of the build of Windows on which the instances run", () => {
    const image = `mcr.microsoft.com/windows/servercore:${windows.build}`;
    expect(all("FROM")).toEqual([`${image} AS base`, "base AS release", "base"]);
    const year = windows.build.replace("ltsc", "");
    expect(machineImageFacts(windows.machineImage).parameter).toContain(
      `Windows_Server-${year}-English-Core`,
    );
    expect(windows.platform).toBe(`windows${year}Core`);
  });

  it("is written with straight quotes, by instructions that Docker knows", () => {
    expect(dockerfile.startsWith("# escape=`\n")).toBe(true);
    expect(dockerfile).not.toMatch(/[\u2018-\u201f\u00a0]/);
    expect([...new Set(instructions.map(([word]) => word))]).toEqual([
      ...["FROM", "SHELL", "WORKDIR", "ARG", "COPY", "RUN", "ADD", "ENV", "EXPOSE", "ENTRYPOINT"],
    ]);
  });

  it("holds no secret, and is given none when it is built", () => {
    expect(all("ARG")).toEqual(["INVENTO_VERSION=1.0.0"]);
    const variables = all("ENV").flatMap((text) => [...text.matchAll(/(\w+)="/g)].map(([, name]) => name));
    expect(variables).toContain("INVENTO_COMMAND");
    expect(variables.filter((name) => secretName.test(name ?? ""))).toEqual([]);
  });

  it("starts the script that it holds, in the form that hands its end on", () => {
    const [entryPoint = ""] = all("ENTRYPOINT");
    expect(JSON.parse(entryPoint)).toEqual([
      ...["powershell", "-NoLogo", "-NoProfile", "-ExecutionPolicy", "Bypass"],
      ...["-File", "C:\\invento\\start.ps1"],
    ]);
    const copied = all("COPY").flatMap((text) => text.split(" ").slice(0, -1));
    // What the release holds lies in a folder, of which the README's command makes the package.
    expect(copied.filter((name) => !files.includes(name))).toEqual([
      "invento-${INVENTO_VERSION}.zip",
      "--from=release",
      "C:/release/",
    ]);
    expect(files).toContain("release/invento.ps1");
    expect(all("RUN").length).toBe(4);
    for (const text of [...all("SHELL")]) expect(JSON.parse(text)).toContain("powershell");
  });

  it("is made anew for a new version from the layer that holds the application, and from no earlier one (F.8.13)", () => {
    const [first, second] = ["1.0.0", "1.1.0"].map((version) => layersOf(instructions, version));
    expect(first?.filter((layer, index) => layer !== second?.[index])).toHaveLength(1);
    expect(first?.at(-1)).toContain("COPY --from=release");
    expect(layersOf(instructions, "1.0.0")).toEqual(first);
  });

  it("installs nothing whose digest it does not know (F.8.13)", () => {
    const dependencies = JSON.parse(contentOf("dependencies.json")) as Record<string, string>[];
    for (const { url, sha256 } of dependencies) {
      expect(url).toMatch(/^https:\/\/.+\.(msi|exe)$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/i);
    }
    const script = contentOf("dependencies.ps1");
    expect(script.indexOf("$digest -ne $dependency.sha256")).toBeGreaterThan(
      script.indexOf("Invoke-WebRequest"),
    );
    expect(script.indexOf("$digest -ne $dependency.sha256")).toBeLessThan(script.indexOf("Start-Process"));
  });

  it("has PowerShell of its language's grammar in every place", async () => {
    for (const name of files.filter((file) => file.endsWith(".ps1")))
      expect(`${name}: ${await powershellSyntax(contentOf(name))}`).toBe(`${name}: fine`);
    for (const text of all("RUN")) expect(await powershellSyntax(text)).toBe("fine");
    expect(files.filter((file) => /[\u2018-\u201f]/.test(contentOf(file)))).toEqual([]);
  });
});

describe("the trust in the authorities of Amazon RDS", () => {
  const script = contentOf("trust.ps1").replace(/^param\(.*\)$/m, "");

  /** Runs the script with a store of certificates. @param added How many of the bundle the store takes. */
  async function trust(count: number, added = count): Promise<string[]> {
    const bundle = Array.from({ length: count }, (_, at) => ({ Thumbprint: `${at}`, Subject: `CN=${at}` }));
    const store: string[] = [];
    const certificates: typeof bundle = [];
    const made = {
      collection: Object.assign(certificates, {
        Import: () => Object.assign(certificates, bundle),
        Count: count,
      }),
      store: {
        Open: () => undefined,
        Close: () => undefined,
        AddRange: (ones: typeof bundle) =>
          ones.slice(0, added).forEach(({ Thumbprint }) => store.push(Thumbprint)),
      },
    };
    const commands = function* ({ name, positional, parameters }: Call): Generator<number, unknown> {
      switch (name) {
        case "New-Object":
          return String(positional[0]).includes("X509Store") ? made.store : made.collection;
        case "Test-Path":
          return store.includes(String(parameters["literalpath"]).split("\\").at(-1) ?? "");
        case "Write-Output":
          return undefined;
        default:
          throw new Error(name);
      }
    };
    await callFunction(`function Trust($bundle) {\n${script}\n}`, "Trust", ["rds.p7b"], { commands });
    return store;
  }

  it("holds every certificate of the bundle, and fails the build when one is missing", async () => {
    expect(await trust(100)).toHaveLength(100);
    await expect(trust(100, 1)).rejects.toThrow("CN=1 is not in the store");
    await expect(trust(1)).rejects.toThrow("a bundle has several");
  });
});

interface Ending {
  /** Seconds after the start at which the container is asked to stop. */
  askedAt?: number;
  /** Seconds after the start, or after being asked to close its window, at which the application ends by itself. */
  endsAt?: number;
  endsAfterClose?: number;
}

/** Runs the script's wait with an application in simulated time, whose log grows every second. */
async function waitFor({ askedAt, endsAt = Infinity, endsAfterClose }: Ending, graceSeconds: number) {
  let time = 0;
  let end = endsAt;
  const said: string[] = [];
  const copied: number[] = [];
  const application = {
    *WaitForExit(milliseconds: number): Generator<number, boolean> {
      time = Math.min(end, time + milliseconds / 1000);
      return end <= time;
    },
    CloseMainWindow: () => {
      if (endsAfterClose !== undefined) end = time + endsAfterClose;
    },
  };
  const asked = { WaitOne: () => askedAt !== undefined && time >= askedAt };
  const commands = function* ({ name, positional }: Call): Generator<number, unknown> {
    switch (name) {
      case "Say":
        said.push(String(positional[0]));
        return undefined;
      case "Copy-Log":
        copied.push(time);
        return copied.length;
      case "Stop-Process":
        end = time;
        return undefined;
      default:
        throw new Error(name);
    }
  };
  await callFunction(
    contentOf("start.ps1"),
    "Wait-Application",
    [application, asked, graceSeconds, "log", "secret"],
    {
      commands,
    },
  );
  return { endedAt: time, said, copied };
}

describe("the start script (F.8.12)", () => {
  const script = contentOf("start.ps1");

  it("waits for the application and copies its log, also what comes last", async () => {
    const { endedAt, said, copied } = await waitFor({ endsAt: 3.5 }, 80);
    expect(endedAt).toBe(3.5);
    expect(said).toEqual([]);
    expect(copied).toEqual([1, 2, 3, 3.5]);
  });

  it("lets an application end by itself when the container is asked to stop, and ends one that does not in time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 110 }),
        fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
        async (askedAt, grace, endsAfterClose) => {
          const { endedAt, copied } = await waitFor(
            { askedAt, ...(endsAfterClose !== undefined && { endsAfterClose }) },
            grace,
          );
          // It looks once a second.
          const told = Math.max(1, askedAt);
          const allowed = told + grace;
          expect(endedAt).toBe(
            endsAfterClose === undefined ? allowed : Math.min(allowed, told + endsAfterClose),
          );
          expect(copied.at(-1)).toBe(endedAt);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("has an application without a window, or one that has ended meanwhile, end the container all the same", async () => {
    const gone = {
      HasExited: false,
      *WaitForExit(): Generator<number, boolean> {
        const was = gone.HasExited;
        gone.HasExited = true;
        return was;
      },
      CloseMainWindow: () => {
        throw new ScriptError("the process has exited");
      },
    };
    const commands = function* (): Generator<number, unknown> {
      return undefined;
    };
    await callFunction(script, "Wait-Application", [gone, { WaitOne: () => true }, 5, "log", "secret"], {
      commands,
    });
    expect(gone.HasExited).toBe(true);
  });

  it("writes the settings where programs of 64 and of 32 bits look for them, and leaves other values", async () => {
    const registry = new Map<string, string>([
      ["LocalMachine Registry32 SOFTWARE\\FooCorp\\Invento other", "stays"],
    ]);
    const openBaseKey = (hive: unknown, view: unknown) => ({
      CreateSubKey: (path: string) => ({
        SetValue: (name: string, value: string, kind: string) =>
          registry.set(`${String(hive)} ${String(view)} ${path} ${name}`, `${kind} ${value}`),
        Dispose: () => undefined,
      }),
    });
    const write = (key: string) =>
      callFunction(script, "Write-Registry", [key, { Server: "db,1433", Password: "p" }], {
        statics: { "[microsoft.win32.registrykey]::openbasekey": openBaseKey },
      });
    await write("HKLM:\\SOFTWARE\\FooCorp\\Invento");
    const once = [...registry.keys()].sort();
    expect(once).toEqual([
      "LocalMachine Registry32 SOFTWARE\\FooCorp\\Invento Password",
      "LocalMachine Registry32 SOFTWARE\\FooCorp\\Invento Server",
      "LocalMachine Registry32 SOFTWARE\\FooCorp\\Invento other",
      "LocalMachine Registry64 SOFTWARE\\FooCorp\\Invento Password",
      "LocalMachine Registry64 SOFTWARE\\FooCorp\\Invento Server",
    ]);
    // The other view's name for the same key.
    await write("HKLM:\\SOFTWARE\\WOW6432Node\\FooCorp\\Invento");
    expect([...registry.keys()].sort()).toEqual(once);
    await write("HKCU:\\Software\\FooCorp");
    expect(registry.get("CurrentUser Registry64 Software\\FooCorp Server")).toBe("String db,1433");
    await expect(write("C:\\Invento")).rejects.toThrow("must begin with HKLM");
  });

  it("asks for everything that the task definition brings", () => {
    for (const name of ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USERNAME", "DB_PASSWORD"])
      expect(script.split("try {").at(-1)).toContain(`"${name}"`);
  });

  it("says nothing that is secret, and takes it out of the application's log", () => {
    const said = script.split("\n").filter((line) => /^\s*Say |Write-(Host|Output)|Out\.Write/.test(line));
    expect(said.length).toBeGreaterThan(4);
    expect(said.filter((line) => /DB_PASSWORD|DB_USERNAME|ArgumentList|ScriptStackTrace/.test(line))).toEqual(
      [],
    );
    expect(script).toContain('$text.Replace($secret, "***")');
  });
});

describe("the script for the application's own user (F.8.4)", () => {
  const script = contentOf("create-user.sql");

  it("takes names and password from outside, and gives the least", () => {
    const variables = [...script.matchAll(/\$\((\w+)\)/g)].map(([, name]) => name);
    expect([...new Set(variables)].sort()).toEqual(["APP_DATABASE", "APP_PASSWORD", "APP_USERNAME"]);
    expect([...script.matchAll(/^(ALTER ROLE \w+|GRANT \w+)/gm)].map(([text]) => text)).toEqual([
      "ALTER ROLE db_datareader",
      "ALTER ROLE db_datawriter",
      "GRANT EXECUTE",
    ]);
    expect(script).not.toMatch(/:setvar|db_owner|sysadmin|PRINT/i);
  });
});
