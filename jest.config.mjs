import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { suites } from "./tools/suites.ts";

// Nx has Jest write a report there (packages/nx-pulumi). A fresh clone lacks the folder, and Jest would fail after its tests passed.
mkdirSync(join(import.meta.dirname, ".ballast/tests"), { recursive: true });

/** Units: everything but the suites that need more than Node (tools/suites.ts). */
export default {
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", `\\.(${Object.keys(suites).join("|")})\\.test\\.ts$`],
  // What npm is to publish has the names of what it was made of.
  modulePathIgnorePatterns: ["/\\.ballast/"],
  // A hook that plans a stack waits for its turn where eight projects share two cores.
  testTimeout: 180_000,
  // Types are checked once, by tsc; Jest only strips them.
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2024" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
};
