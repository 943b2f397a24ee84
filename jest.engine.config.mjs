import units from "./jest.config.mjs";

/** Tests that drive the real engine; `npm run test:engine` sees to the pulumi command first. */
export default {
  ...units,
  testMatch: ["**/*.engine.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  testEnvironment: "./tools/engineEnvironment.ts",
  // Each worker keeps an engine busy.
  maxWorkers: 2,
};
