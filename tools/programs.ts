/**
 * Builds and installs what suites run, which each would do by itself when it begins: `.ci/run` has it done beside what waits.
 *   node tools/programs.ts engine    what `npm run test:engine` needs
 *   node tools/programs.ts           what all suites need
 */
import { buildxFolder } from "./buildxCommand.ts";
import { clairFolder } from "./clairCommand.ts";
import { cosignFolder } from "./cosignCommand.ts";
import { pulumiRoot } from "./pulumiCommand.ts";
import { pythonEnvironments, pythonWith } from "./pythonEnvironment.ts";
import { sdkGenerator } from "./sdkGenerator.ts";
import { yamlLanguageFolder } from "./yamlLanguage.ts";

try {
  pulumiRoot();
  yamlLanguageFolder();
  if (process.argv[2] !== "engine") {
    for (const environment of Object.values(pythonEnvironments)) pythonWith(environment);
    clairFolder();
    cosignFolder();
    buildxFolder();
    sdkGenerator();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
