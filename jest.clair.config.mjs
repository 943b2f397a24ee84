import units from "./jest.config.mjs";

/** Tests that run the real Clair; `npm run test:clair` sees to it and to PostgreSQL first. */
export default {
  ...units,
  testMatch: ["**/*.clair.test.ts"],
  testTimeout: 300_000,
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
};
