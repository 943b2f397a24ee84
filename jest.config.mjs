import { suites } from "./tools/suites.ts";

/** Units: everything but the suites that need more than Node (tools/suites.ts). */
export default {
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", `\\.(${Object.keys(suites).join("|")})\\.test\\.ts$`],
  // What npm is to publish has the names of what it was made of.
  modulePathIgnorePatterns: ["/\\.ballast/"],
  // A hook that plans a stack waits for its turn where eight projects share two cores.
  testTimeout: 60_000,
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
