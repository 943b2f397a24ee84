import { engineTests } from "../testing/engineTests.ts";

engineTests("cloudstor-spot");
