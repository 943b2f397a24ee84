import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { connectText } from "../users/connectText.ts";
import { loginText } from "../users/loginText.ts";
import { rotationText } from "../users/rotationText.ts";
import { secretsText } from "../users/secretsText.ts";

/** A folder with both functions as Lambda has them, within the repository, whose packages have the SDK. */
export function functionsFolder(connect = connectText): string {
  const parent = join(process.cwd(), ".ballast");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "function-"));
  const files = {
    "connect.mjs": connect,
    "secrets.mjs": secretsText,
    "rotation.mjs": rotationText,
    "logins.mjs": loginText,
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  copyFileSync(join(__dirname, "../../driver/tedious.mjs"), join(folder, "tedious.mjs"));
  return folder;
}

/** Runs a program by Node. Not spawnSync: what answers may be in this process. @returns What it wrote. */
export function runNode(file: string, environment: NodeJS.ProcessEnv): Promise<string> {
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
