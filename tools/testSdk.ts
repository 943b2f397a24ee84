/**
 * `npm run test:sdk [pattern…]`: has Pulumi's generators write the packages of all components for Go, Python and TypeScript,
 * and compiles or type-checks them with programs that use them.
 */
import { runJest } from "./jest.ts";
import { pythonEnvironments, pythonWith } from "./pythonEnvironment.ts";
import { generatorModule, sdkGenerator } from "./sdkGenerator.ts";

let paths: Record<string, string>;
try {
  paths = {
    BALLAST_SDK_GENERATOR: sdkGenerator(),
    BALLAST_SDK_MODULE: generatorModule,
    BALLAST_SDK_PYTHON: pythonWith(pythonEnvironments.sdk),
  };
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
process.exitCode = runJest("sdk", paths);
