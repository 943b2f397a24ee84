import { engineTests } from "../testing/engineTests.ts";

engineTests("rexray-efs");
