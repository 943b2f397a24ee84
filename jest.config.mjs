/**
 * Units: everything but the tests that drive the real engine (jest.engine.config.mjs), an emulated AWS
 * (jest.aws.config.mjs), the real Clair (jest.clair.config.mjs) or a browser (jest.browser.config.mjs).
 */
export default {
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "/dist/",
    "\\.(engine|aws|clair|browser|pack|scratch)\\.test\\.ts$",
  ],
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
