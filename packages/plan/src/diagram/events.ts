import { aws, resourceType } from "@ballast/aws";
import { fields, parsed, text, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import { openedLeaves } from "./references.ts";
import type { Scene } from "./scene.ts";

/** Arrows from the source of an event to what it starts or notifies. */
export function eventArrows(scene: Scene): Arrow[] {
  return scene.resources.flatMap((resource) => [...told(scene, resource), ...watched(scene, resource)]);
}

function told(scene: Scene, resource: ResolvedResource): Arrow[] {
  const teller = resourceType(resource.type)?.tells;
  if (teller === undefined) return [];
  const mentions = scene.references.mentions(resource);
  const whom = mentions.filter(({ path }) => path.startsWith(teller.whom));
  const own = scene.nodesOf(resource.urn);
  // An alarm is drawn as an arrow from the resource that it watches.
  const from =
    own.length > 0
      ? own
      : mentions.flatMap(({ resource: named, path }) =>
          path.startsWith(teller.whom) ? [] : scene.nodesOf(named.urn),
        );
  return arrows(
    from,
    whom.flatMap(({ resource: named }) => scene.nodesOf(named.urn)),
    teller.word,
    `${teller.word}: ${text(resource.inputs["description"]) || text(resource.inputs["alarmDescription"]) || resource.name}`,
  );
}

/** The events that an event rule matches. */
function watched(scene: Scene, resource: ResolvedResource): Arrow[] {
  if (resource.type !== aws.eventRule) return [];
  const pattern = fields(parsed(resource.inputs["eventPattern"]));
  const sources = [...openedLeaves({ resources: pattern["resources"], detail: pattern["detail"] })].flatMap(
    (leaf) => {
      const found = scene.named(leaf.text);
      return found === undefined ? [] : scene.nodesOf(found.urn);
    },
  );
  const kind = text((pattern["detail-type"] as unknown[] | undefined)?.[0]);
  return arrows(sources, [resource.urn], "event", `event: ${kind}`);
}

function arrows(from: string[], to: string[], word: string, detail: string): Arrow[] {
  return from.flatMap((source) =>
    to.map((target) => ({ from: source, to: target, kind: EdgeKind.Event, word, detail })),
  );
}
