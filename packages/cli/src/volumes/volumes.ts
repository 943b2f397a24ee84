import {
  checkRemovable,
  claimedVolume,
  connect,
  findVolumes,
  losses,
  OperateError,
  removeVolume,
  type Aws,
  type Claim,
  type FoundVolume,
  type Wanted,
} from "@ballast/operate";
import { ask } from "../confirm.ts";
import { following } from "../operating.ts";
import { StatusLine } from "../progress.ts";
import { placeToAsk } from "../stackPlace.ts";
import { claimsOfStack, claimsOfTags } from "./claims.ts";
import { readPriceFile } from "./priceFile.ts";
import { asJson, asTable, removedText } from "./render.ts";
import { listStores } from "./stores.ts";

export interface VolumesOptions {
  stack?: string;
  cluster?: string;
  family?: string[];
  tag?: string[];
  region?: string;
  prices?: string;
  remove?: string;
  snapshot: boolean;
  acceptUnknownConnections?: boolean;
  ignoreTasksOf?: string[];
  timeout: number;
  yes?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function volumes(options: VolumesOptions): Promise<number> {
  const prices = options.prices === undefined ? undefined : readPriceFile(options.prices);
  const ofStack = options.stack === undefined ? undefined : await claimsOfStack(options.stack);
  const ofTags = claimsOfTags(options.tag ?? []);
  const aws = await connect(placeToAsk(options, ofStack, "name volumes by --tag without a stack"));
  const wanted: Wanted = {
    claims: [...(ofStack?.claims ?? []), ...ofTags.claims],
    unclear: ofStack?.unclear ?? [],
    ...(options.cluster !== undefined && { cluster: options.cluster }),
    ...(options.family && { families: options.family }),
  };
  const line = new StatusLine();
  const say = (text: string): void => line.show(text);
  const found = await findVolumes(aws, wanted, say).finally(() => line.end());
  if (options.remove !== undefined)
    return remove(aws, claimedVolume(found, options.remove), wanted.claims, options.remove, options);
  const stores = ofStack && (await listStores(ofStack, say).finally(() => line.end()));
  const { stack, cluster } = options;
  const listed = {
    stack,
    cluster,
    region: aws.region,
    found,
    stores: stores ?? [],
    cost: ofStack?.cost,
    prices,
    now: new Date(),
  };
  console.log(options.format === "json" ? asJson(listed) : asTable(listed));
  return 0;
}

async function remove(
  aws: Aws,
  volume: FoundVolume,
  claims: Claim[],
  asked: string,
  options: VolumesOptions,
): Promise<number> {
  const allowed = {
    snapshot: options.snapshot,
    ignoreTasksOf: options.ignoreTasksOf ?? [],
    acceptUnknownConnections: options.acceptUnknownConnections ?? false,
  };
  const line = new StatusLine();
  const checked = await checkRemovable(aws, volume, claims, allowed, (text) => line.show(text)).finally(() =>
    line.end(),
  );
  console.error(`This permanently deletes, in ${aws.region}:`);
  for (const text of losses(checked, allowed)) console.error(`  ${text}`);
  if (options.yes !== true) await confirm(volume, asked);
  const removed = await following(options.timeout, (pace) =>
    removeVolume(aws, volume, claims, allowed, pace),
  );
  console.log(options.format === "json" ? JSON.stringify(removed, null, 2) : removedText(removed));
  return 0;
}

/** @throws {OperateError} unless the user types exactly the name or id to delete. */
async function confirm({ id, name }: FoundVolume, asked: string): Promise<void> {
  const typed = await ask(`Type ${asked} to delete ${asked === id ? name : id}: `);
  // Here both the id and the typed name identify the same volume.
  if (typed === asked || typed === id) return;
  throw new OperateError(
    `${typed === undefined ? "Nothing was typed" : `"${typed}" is not ${asked}`}, so nothing was deleted. ` +
      "In scripts, add --yes.",
  );
}
