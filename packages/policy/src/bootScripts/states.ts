import { unknown, type World } from "./world.ts";

/** From so many states on, those in which the agent's settings end alike are taken for one. */
const many = 6;
/** More states than that, and it is unknown which of them comes. */
const most = 48;

/** States of which no two are the same. */
export function distinct(worlds: World[]): World[] {
  if (worlds.length <= 1) return worlds;
  if (worlds[0]?.listener) return joined(worlds, ({ ended }) => ended ?? "");
  const different: World[] = [];
  for (const world of worlds) {
    const same = different.find((one) => one.isSame(world));
    if (same === undefined) different.push(world);
    else if (same.status !== world.status) same.status = undefined;
  }
  const all = different.length < many ? different : joined(different);
  if (all.length <= most) return all;
  for (const world of all.slice(0, most)) world.doubts.add("*");
  return all.slice(0, most);
}

function joined(worlds: World[], keyOf = (world: World) => world.relevance()): World[] {
  return [...Map.groupBy(worlds, keyOf).values()].flatMap(([first, ...others]) => {
    for (const other of others) first?.join(other);
    return first ?? [];
  });
}

/** The same state, once for each way in which a command may have ended. */
export function decided(world: World): World[] {
  if (world.status !== undefined) return [world];
  const failed = world.clone();
  world.status = 0;
  failed.status = 1;
  return [world, failed];
}

/** With nothing known but files and functions. */
export function asleep(world: World): World {
  const positional = [`${unknown}@`];
  const state = { variables: new Map(), exported: new Set(), traps: new Set(), positional, sink: undefined };
  return Object.assign(world.clone(), state, { ended: undefined });
}

/** Runs what a shell that ends was told to run then. @param others - that are not its own. */
export function springTraps(world: World, others: ReadonlySet<string>): void {
  for (const trap of world.traps) if (!others.has(trap)) world.shell.runText(trap, asleep(world));
}

/** What may run changes settings, or nothing. */
export function doubtTrap(world: World, trap: string | undefined): void {
  if (trap === undefined) return;
  const told = (one: World): string =>
    JSON.stringify([one.files.get("/etc/ecs/ecs.config"), [...one.doubts]]);
  const start = Object.assign(world.clone(), { ended: undefined, exitTrap: undefined, traps: new Set() });
  if (world.shell.runText(trap, start.clone()).some((after) => told(after) !== told(start)))
    world.doubts.add("*");
}

/** Files stay written; all else is as it was before. */
export function afterSubshell(before: World, after: World): World {
  const { variables, functions, positional, cwd, sink, ended, exported } = before;
  if (after.listener) springTraps(after, before.traps);
  else {
    if (after.exitTrap !== before.exitTrap) doubtTrap(after, after.exitTrap);
    for (const trap of after.traps) if (!before.traps.has(trap)) doubtTrap(after, trap);
  }
  return Object.assign(after, {
    exitTrap: before.exitTrap,
    variables: new Map(variables),
    functions: new Map(functions),
    positional,
    cwd,
    sink,
    ended,
    exported: exported && new Set(exported),
    traps: new Set(before.traps),
  });
}
