/**
 * `npm run test:browser [pattern…]`: opens the report in headless Chromium, reads and uses it. Screenshots stay in
 * .ballast/report-screenshots.
 */
import { chromiumPath } from "@ballast/report/chromium";
import { runJest } from "./jest.ts";

let chromium: string;
try {
  chromium = chromiumPath();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
process.exitCode = runJest("browser", { BALLAST_CHROMIUM: chromium });
