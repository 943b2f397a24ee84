import { connect, isFine, openScans, readScans } from "@ballast/operate";
import { plannedStack } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { placeToAsk } from "../stackPlace.ts";
import { asJson, asText } from "./render.ts";

export interface ScanStatusOptions {
  stack: string;
  region?: string;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function scanStatus(options: ScanStatusOptions): Promise<number> {
  const { stack } = options;
  const ofStack = await plannedStack(stack);
  const place = placeToAsk(options, ofStack, "set the region of its settings");
  const aws = openScans(await connect(place), place.profile);
  const line = new StatusLine(1000);
  line.show(`reading which images ${stack} runs`);
  const { resolved, providers } = ofStack.plan;
  const now = new Date();
  const awsConfiguration = providers?.["aws"] ?? {};
  const scans = await readScans(aws, { stack, resolved, awsConfiguration }, now).finally(() => line.end());
  const shown = { stack, region: aws.region, scans, now };
  console.log(options.format === "json" ? asJson(shown) : asText(shown));
  return scans.every(({ condition }) => isFine(condition)) ? 0 : 1;
}
