import { engineTests } from "../testing/engineTests.ts";

engineTests("delivery");
