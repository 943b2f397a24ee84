import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { machineImageFacts } from "@ballast/ecs";
import { powershellSyntax } from "@ballast/testing/scripts";
import { windows } from "./windows.ts";

// The image cannot be built here, and no PowerShell runs here: what can be read is held to what must be so.

const folder = join(__dirname, "app");
const files = readdirSync(folder);
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

describe("the image (F.8.12)", () => {
  const dockerfile = contentOf("Dockerfile");
  const instructions = instructionsOf(dockerfile);
  const all = (word: string) => instructions.filter(([name]) => name === word).map(([, text]) => text);

  it("is of the build of Windows on which the instances run", () => {
    expect(all("FROM")).toEqual([`mcr.microsoft.com/windows/servercore:${windows.build}`]);
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
      ...["FROM", "SHELL", "WORKDIR", "ADD", "RUN", "COPY", "ENV", "EXPOSE", "ENTRYPOINT"],
    ]);
  });

  it("holds no secret, and is given none when it is built", () => {
    expect(all("ARG")).toEqual([]);
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
    for (const copied of all("COPY").map((text) => text.split(" ")[0])) expect(files).toContain(copied);
    expect(all("RUN").length).toBe(1);
    for (const text of [...all("SHELL")]) expect(JSON.parse(text)).toContain("powershell");
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
