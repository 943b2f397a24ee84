import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

// Code that components ship as texts, and that Lambda runs.

/** @returns a folder with these files, within the repository, whose packages have the AWS SDK. */
export function modulesFolder(files: Record<string, string>): string {
  const parent = join(process.cwd(), ".ballast");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "function-"));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Runs a module by Node. Not spawnSync: what answers may be in this process. @returns what it wrote. */
export function runModule(file: string, environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file], { env: { ...process.env, ...environment } });
    const [said, complaints]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
    child.once("error", reject).once("close", (status) => {
      if (status === 0) resolve(Buffer.concat(said).toString());
      else reject(new Error(Buffer.concat([...said, ...complaints]).toString()));
    });
  });
}

/** @returns what the compiler says of JavaScript modules with types in their comments; empty where they are sound. */
export function typeErrors(files: string[]): string[] {
  const program = ts.createProgram(files, {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    types: ["node"],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
