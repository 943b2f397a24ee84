import { engineTests } from "../testing/engineTests.ts";

engineTests("invento-windows");
