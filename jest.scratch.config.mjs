import units from "./jest.config.mjs";

/** Tests that work on a copy of this repository: what Nx makes of a change, what generators bring. */
export default {
  ...units,
  testMatch: ["**/*.scratch.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  testTimeout: 600_000,
  // Each runs Nx, which uses every core itself.
  maxWorkers: 1,
};
