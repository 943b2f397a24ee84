import { engineTests } from "../testing/engineTests.ts";

engineTests("network");
