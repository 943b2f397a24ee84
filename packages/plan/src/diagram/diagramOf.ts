import { aws, withCanonicalTypes } from "@ballast/aws";
import type { ResolvedResource } from "@ballast/model";
import { BoxKind, EdgeKind, type Diagram, type DiagramBox, type DiagramNode } from "./diagram.ts";
import { edgesOf, type Arrow } from "./edges.ts";
import { eventArrows } from "./events.ts";
import { notesOf } from "./notes.ts";
import { permissionArrows } from "./permissions.ts";
import { routeArrows } from "./routes.ts";
import { Scene } from "./scene.ts";
import { trafficArrows } from "./traffic.ts";

/**
 * Draws the resources that an update would register: external parties, VPCs with their tiers, and regional services. Roles, rules and
 * other supporting resources become arrows and notes.
 */
export function diagramOf(given: readonly ResolvedResource[]): Diagram {
  const resources = withCanonicalTypes(given);
  const scene = new Scene(resources);
  const { references, places, outside } = scene;
  const drawn = resources.flatMap((resource) => {
    const look = scene.lookOf(resource);
    return look === undefined ? [] : [{ resource, look, parts: partsOf(resource) }];
  });
  function partsOf(resource: ResolvedResource): ResolvedResource[] {
    return resources.filter((other) => other === resource || scene.nodesOf(other.urn).includes(resource.urn));
  }

  const hosts = new Map(
    resources.filter(({ type }) => type === aws.service).map((one) => [one.urn, hostsOf(one)]),
  );
  function hostsOf(service: ResolvedResource): string[] {
    const named = references
      .mentions(service)
      .filter(({ resource }) => resource.type === aws.capacityProvider)
      .flatMap(({ resource }) => scene.nodesOf(resource.urn));
    // A daemon service runs on every instance, whichever capacity provider launched it.
    const isEverywhere = named.length === 0 && service.inputs["launchType"] === "EC2";
    return isEverywhere
      ? drawn.flatMap((one) => (one.resource.type === aws.group ? [one.resource.urn] : []))
      : [...new Set(named)];
  }

  const arrows: Arrow[] = [
    ...trafficArrows(scene),
    ...routeArrows(scene),
    ...permissionArrows(scene),
    ...eventArrows(scene),
    ...[...hosts].flatMap(([service, on]) => (on.length === 1 ? [] : on.map((to) => runsOn(service, to)))),
  ];

  const partsOfUrn = (urn: string): ResolvedResource[] =>
    drawn.find(({ resource }) => resource.urn === urn)?.parts ?? [];
  // Networks come first: a resource that names no network is drawn in the only one.
  const placed = new Map(drawn.map(({ resource, parts }) => [resource.urn, networkBox(resource, parts)]));
  function networkBox({ type, urn }: ResolvedResource, parts: ResolvedResource[]): string | undefined {
    const [host, ...others] = hosts.get(urn) ?? [];
    if (host !== undefined && others.length === 0) return host;
    // An EBS volume is drawn next to the instances that attach it.
    const user = type === aws.volume ? arrows.find(({ to }) => to === urn)?.from : host;
    return places.inNetwork(user === undefined ? parts : [...parts, ...partsOfUrn(user)]);
  }

  const lone = new Set([...hosts.values()].flatMap((on) => (on.length === 1 ? on : [])));
  const boxes: DiagramBox[] = [];
  const nodes: DiagramNode[] = [];
  for (const { resource, look, parts } of drawn) {
    const { name: title, urn } = resource;
    const box = placed.get(urn) ?? places.ofRegion(look);
    const notes = notesOf(resource, parts);
    const common = { id: urn, title, notes, box, urn, resources: parts.map((part) => part.urn) };
    if (lone.has(urn)) boxes.push({ ...common, kind: BoxKind.Instances });
    else nodes.push({ ...common, ...look });
  }

  const all = [...nodes, ...outside.nodes()];
  const standing = new Set([...boxes, ...all].flatMap((one) => one.resources));
  return {
    boxes: [...places.boxes(), ...boxes],
    nodes: all,
    edges: edgesOf(arrows),
    undrawn: countTypes(resources.filter(({ urn, custom }) => custom && !standing.has(urn))),
  };
}

function runsOn(from: string, to: string): Arrow {
  return { from, to, kind: EdgeKind.Runs, word: "runs on", detail: "its tasks run there" };
}

function countTypes(resources: readonly ResolvedResource[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
