import units from "./jest.config.mjs";

/** Tests that open pages in Chromium; `npm run test:browser` finds it first. */
export default {
  ...units,
  testMatch: ["**/*.browser.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  testTimeout: 300_000,
};
