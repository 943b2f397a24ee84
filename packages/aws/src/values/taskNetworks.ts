import { containers, fields, list, text, type Fields } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { knownText } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, sources } from "./sources.ts";

/** Combinations that ECS rejects in the file systems and the network of a task definition. */
export const taskSurroundings: RefusesTogether = function* (inputs) {
  for (const [index, volume] of list(inputs["volumes"]).map(fields).entries())
    yield* refusedFileSystem(
      fields(volume["efsVolumeConfiguration"]),
      `volumes[${index}].efsVolumeConfiguration.`,
    );
  const mode = knownText(inputs["networkMode"]);
  for (const [index, { links }] of containers(inputs).entries())
    if (list(links).length > 0 && mode !== "" && mode !== "bridge")
      yield refused(
        `containerDefinitions[${index}].links`,
        links,
        `no links with the network mode ${mode}`,
        sources.apiOfEcs,
      );
};

/** The provider omits empty texts. */
function* refusedFileSystem(volume: Fields, at: string): Iterable<RefusedValue> {
  const from = sources.apiOfEfsVolumes;
  const { accessPointId, iam } = fields(volume["authorizationConfig"]);
  const hasAccessPoint = text(accessPointId) !== "";
  const root = knownText(volume["rootDirectory"]);
  if (hasAccessPoint && root !== "" && root !== "/")
    yield refused(`${at}rootDirectory`, root, "no rootDirectory but / with an access point", from);
  const encryption = volume["transitEncryption"];
  if (text(encryption) !== "ENABLED" && (hasAccessPoint || text(iam) === "ENABLED"))
    yield refused(
      `${at}transitEncryption`,
      encryption,
      `ENABLED with ${hasAccessPoint ? "an access point" : "IAM authorization"}`,
      from,
    );
}
