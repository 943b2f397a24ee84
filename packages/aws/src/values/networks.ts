import { addressRange } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { knownText } from "./known.ts";
import { refused, sources } from "./sources.ts";

/** The size of the IPv4 block of a VPC or a subnet. */
export const ipv4Block: RefusesTogether = function* (inputs) {
  const block = knownText(inputs["cidrBlock"]);
  if (block === "") return;
  const prefix = /^(?:\d+\.){3}\d+\/(\d+)$/.exec(block)?.[1];
  if (prefix === undefined || addressRange(block) === undefined)
    yield refused("cidrBlock", block, "an IPv4 block such as 10.0.0.0/16", sources.subnets);
  else if (Number(prefix) < 16 || Number(prefix) > 28)
    yield refused("cidrBlock", block, "blocks from /16 to /28", sources.subnets);
};
