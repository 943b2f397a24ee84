import units from "./jest.config.mjs";

/** Tests that need root, for loop devices and mounts of their own; `npm run test:root` checks that they can run. */
export default {
  ...units,
  testMatch: ["**/*.root.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  testTimeout: 300_000,
  maxWorkers: 2,
  // Loop devices belong to the whole kernel: to other programs and containers too. What failed once is printed, and tried again.
  setupFilesAfterEnv: ["<rootDir>/tools/tryAgain.mjs"],
};
