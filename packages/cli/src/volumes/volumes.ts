import {
  connect,
  findVolumes,
  losses,
  OperateError,
  removable,
  removeVolume,
  type Aws,
  type Found,
} from "@ballast/operate";
import { ask } from "../confirm.ts";
import { interruptible } from "../operating.ts";
import { StatusLine } from "../progress.ts";
import { readPriceFile } from "./priceFile.ts";
import { asJson, asTable, removedText } from "./render.ts";

export interface VolumesOptions {
  cluster: string;
  family?: string[];
  region?: string;
  prices?: string;
  remove?: string;
  snapshot: boolean;
  timeout: number;
  yes?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function volumes(options: VolumesOptions): Promise<number> {
  const prices = options.prices === undefined ? undefined : readPriceFile(options.prices);
  const aws = await connect(options.region === undefined ? {} : { region: options.region });
  const found = await findVolumes(aws, options.cluster, options.family);
  if (options.remove !== undefined) return remove(aws, found, options.remove, options);
  const listed = { cluster: options.cluster, region: aws.region, found, prices, now: new Date() };
  console.log(options.format === "json" ? asJson(listed) : asTable(listed));
  return 0;
}

async function remove(aws: Aws, found: Found, name: string, options: VolumesOptions): Promise<number> {
  const { snapshot, cluster } = options;
  const volume = removable(found, name, snapshot, cluster);
  console.error(`This deletes in ${aws.region}, for good:`);
  for (const line of losses(volume, snapshot)) console.error(`  ${line}`);
  if (options.yes !== true) {
    const typed = await ask(`Type ${volume.name} to delete it: `);
    if (typed !== volume.name) {
      throw new OperateError(
        `${typed === undefined ? "Nothing was typed" : `"${typed}" is not ${volume.name}`}, so nothing was deleted. ` +
          "In scripts, add --yes.",
      );
    }
  }
  const line = new StatusLine();
  const removed = await interruptible((signal) =>
    removeVolume(aws, volume, snapshot, {
      timeoutSeconds: options.timeout * 60,
      signal,
      say: (text) => line.show(text),
    }),
  ).finally(() => line.end());
  console.log(options.format === "json" ? JSON.stringify(removed, null, 2) : removedText(removed));
  return 0;
}
