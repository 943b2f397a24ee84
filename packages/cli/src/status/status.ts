import { connect, isBad, readServices, ringingAlarms } from "@ballast/operate";
import { costOfPlan, pricesOf } from "@ballast/plan";
import { StatusLine } from "../progress.ts";
import { plannedStack } from "../planning.ts";
import { clustersIfAny } from "../stackClusters.ts";
import { placeToAsk } from "../stackPlace.ts";
import { storesOf } from "../stackStores.ts";
import { listStores } from "../volumes/stores.ts";
import { asJson, asText, type ClusterState, type Shown } from "./render.ts";

export interface StatusOptions {
  stack?: string;
  cluster?: string;
  region?: string;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function status(options: StatusOptions): Promise<number> {
  const line = new StatusLine(1000);
  const shown = await lookedAt(options, (text) => line.show(text)).finally(() => line.end());
  console.log(options.format === "json" ? asJson(shown) : asText(shown));
  const isSound = shown.clusters.every(({ services }) =>
    services.every(({ condition }) => !isBad[condition]),
  );
  const isRestorable = shown.stores.every(({ drill }) => drill?.result !== "failed");
  return isSound && isRestorable && shown.alarms.length === 0 ? 0 : 1;
}

async function lookedAt(options: StatusOptions, say: (text: string) => void): Promise<Shown> {
  const { stack, cluster = "" } = options;
  const ofStack = stack === undefined ? undefined : await plannedStack(stack);
  const aws = await connect(placeToAsk(options, ofStack, "name the cluster with --cluster"));
  const names = ofStack === undefined ? [cluster] : await clustersIfAny(aws, ofStack.plan);
  const clusters: ClusterState[] = [];
  for (const name of names) {
    say(`reading the services of ${name}`);
    clusters.push({ cluster: name, services: await readServices(aws, name) });
  }
  const whole = { stack, region: aws.region, clusters };
  if (ofStack === undefined) return { ...whole, alarms: [], stores: [], now: new Date() };
  say("reading alarms");
  const alarms = await ringingAlarms(aws, ofStack.plan.resolved);
  const { project, plan } = ofStack;
  const cost = costOfPlan(plan, { prices: pricesOf(project.root) });
  const stores = await listStores({ ...ofStack, stores: storesOf(project, plan).stores, cost }, say);
  return { ...whole, alarms, stores, cost, now: new Date() };
}
