/**
 * `npm run test:engine [pattern…]`: has the real pulumi command run every stack on stand-in providers, and sums up what
 * that went through.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runJest } from "./jest.ts";
import { pulumiRoot } from "./pulumiCommand.ts";
import { yamlLanguageFolder } from "./yamlLanguage.ts";

const folder = ".ballast/engine";

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
let folders: Record<string, string>;
try {
  folders = {
    BALLAST_PULUMI_ROOT: pulumiRoot(),
    BALLAST_YAML_LANGUAGE: yamlLanguageFolder(),
  };
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
process.exitCode = runJest("engine", folders);

const totals: Record<string, number> = {};
for (const file of readdirSync(folder)) {
  const figures = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, number>;
  for (const [name, value] of Object.entries(figures)) totals[name] = (totals[name] ?? 0) + value;
}
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
console.log(
  Object.entries(totals)
    .map(([name, value]) => `${value} ${words(name)}`)
    .join(", "),
);
