import units from "./jest.config.mjs";

/** Tests of the packages for other languages; `npm run test:sdk` sees to generators and languages first. */
export default {
  ...units,
  testMatch: ["**/*.sdk.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  // Go compiles its SDK of Pulumi when a machine runs this for the first time.
  testTimeout: 600_000,
};
