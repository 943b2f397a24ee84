/** Has the tests of AWS (testAws.ts) talk to the emulator of their own worker. Jest loads it before each file of tests. */
const endpoints = process.env["BALLAST_EMULATORS"]?.split(" ") ?? [];
const endpoint = endpoints[Number(process.env["JEST_WORKER_ID"]) - 1];
// Without it they would ask AWS itself.
if (endpoint === undefined)
  throw new Error(
    `There are ${endpoints.length} emulators of AWS, one for each worker. Run: npm run test:aws, with no more workers`,
  );
process.env["AWS_ENDPOINT_URL"] = endpoint;
export {};
