import { registerBare } from "./bareMocks.ts";

await registerBare(Number(process.argv[2]));
