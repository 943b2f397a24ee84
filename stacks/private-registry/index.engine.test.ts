import { engineTests } from "../testing/engineTests.ts";

engineTests("private-registry");
