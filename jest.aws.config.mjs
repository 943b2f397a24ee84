import units from "./jest.config.mjs";
import { emulators } from "./tools/emulators.ts";

/** Tests that talk to an emulator of AWS; `npm run test:aws` starts it first. */
export default {
  ...units,
  testMatch: ["**/*.aws.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  testTimeout: 300_000,
  setupFiles: ["<rootDir>/tools/emulatorOfWorker.ts"],
  maxWorkers: emulators,
};
