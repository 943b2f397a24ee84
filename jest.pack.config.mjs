import units from "./jest.config.mjs";

/** Tests of what npm publishes; `npm run test:pack` packs it first. */
export default {
  ...units,
  testMatch: ["**/*.pack.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  // It loads the types of the AWS SDK twice, and starts a process for every package.
  testTimeout: 300_000,
};
