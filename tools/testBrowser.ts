/**
 * `npm run test:browser [pattern…]`: opens the report in headless Chromium, reads and uses it. Screenshots stay in
 * .ballast/report-screenshots.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { chromiumPath } from "@ballast/report/chromium";

let chromium: string;
try {
  chromium = chromiumPath();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
mkdirSync(".ballast", { recursive: true });
const { status } = spawnSync(
  "jest",
  [
    "--config",
    "jest.browser.config.mjs",
    "--verbose",
    "--json",
    "--outputFile",
    ".ballast/browser-tests.json",
    ...process.argv.slice(2),
  ],
  {
    stdio: "inherit",
    env: { ...process.env, BALLAST_CHROMIUM: chromium },
    shell: process.platform === "win32",
  },
);
process.exitCode = status ?? 1;
