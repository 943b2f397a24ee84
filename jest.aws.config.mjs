import units from "./jest.config.mjs";

/** Tests that talk to an emulator of AWS; `npm run test:aws` starts it first. */
export default {
  ...units,
  testMatch: ["**/*.aws.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  testTimeout: 120_000,
  // There is one emulator, and its tests say how it begins.
  maxWorkers: 1,
};
