import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { machineImageFacts } from "@ballast/ecs";
import { powershellSyntax } from "@ballast/testing/scripts";
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
    expect(all("RUN").length).toBe(3);
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

describe("the start script (F.8.12)", () => {
  const script = contentOf("start.ps1");
  const at = (text: string): number => {
    expect(script.split(text).length).toBe(2);
    return script.indexOf(text);
  };

  it("reads the environment, writes the registry, starts the application, waits, and ends with its exit code", () => {
    const order = [
      "$settings = Read-Settings @(",
      'Write-Registry $settings["INVENTO_REGISTRY_KEY"] @{',
      '[Environment]::SetEnvironmentVariable("DB_PASSWORD", $null)',
      "$application = Start-Process @start",
      "$null = $application.Handle",
      "while (-not $application.WaitForExit(1000)) {",
      "-toTheEnd",
      "exit $application.ExitCode",
      "} catch {",
      "exit 1",
    ].map(at);
    expect(order).toEqual([...order].sort((one, other) => one - other));
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
