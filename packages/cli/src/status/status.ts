import { connect, isBad, readServices, ringingAlarms, type RingingAlarm } from "@ballast/operate";
import { StatusLine } from "../progress.ts";
import { clustersOfStack, plannedStack } from "../stackClusters.ts";
import { placeToAsk } from "../stackPlace.ts";
import { storesOf } from "../stackStores.ts";
import { listStores, type ListedStore } from "../volumes/stores.ts";
import { asJson, asText, type ClusterState } from "./render.ts";

export interface StatusOptions {
  stack?: string;
  cluster?: string;
  region?: string;
  format: "text" | "json";
}

/** @returns the exit status. */
export async function status(options: StatusOptions): Promise<number> {
  const { stack, cluster = "" } = options;
  const ofStack = stack === undefined ? undefined : await plannedStack(stack);
  const aws = await connect(placeToAsk(options, ofStack, "name the cluster with --cluster"));
  const line = new StatusLine(1000);
  const say = (text: string): void => line.show(text);
  try {
    const names = ofStack === undefined ? [cluster] : await clustersOfStack(aws, ofStack.plan);
    const clusters: ClusterState[] = [];
    for (const name of names) {
      say(`asking after the services of ${name}`);
      clusters.push({ cluster: name, services: await readServices(aws, name) });
    }
    let alarms: RingingAlarm[] = [];
    let stores: ListedStore[] = [];
    if (ofStack !== undefined) {
      say("asking after alarms");
      alarms = await ringingAlarms(aws, ofStack.plan.resolved);
      stores = await listStores(storesOf(ofStack.project, ofStack.plan).stores, ofStack, say);
    }
    line.end();
    const shown = { stack, region: aws.region, clusters, alarms, stores, now: new Date() };
    console.log(options.format === "json" ? asJson(shown) : asText(shown));
    const isSound = clusters.every(({ services }) => services.every(({ condition }) => !isBad[condition]));
    return isSound && alarms.length === 0 ? 0 : 1;
  } finally {
    line.end();
  }
}
