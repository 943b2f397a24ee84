import { unknown, type World } from "./world.ts";

/** Above this number, states in which the agent's settings will be the same are merged. */
const many = 6;
/** Above this number, it is unknown which of the states occurs. */
const most = 48;

/** The states without duplicates. */
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

/** If the exit status is unknown: one state with success, one with failure. */
export function decided(world: World): World[] {
  if (world.status !== undefined) return [world];
  const failed = world.clone();
  world.status = 0;
  failed.status = 1;
  return [world, failed];
}

/** A copy of the state in which only files and functions are known. */
export function asleep(world: World): World {
  const positional = [`${unknown}@`];
  const state = { variables: new Map(), exported: new Set(), traps: new Set(), positional, sink: undefined };
  return Object.assign(world.clone(), state, { ended: undefined });
}

/** Runs the traps that an ending shell has set. @param others - traps of other shells. */
export function springTraps(world: World, others: ReadonlySet<string>): void {
  for (const trap of world.traps) if (!others.has(trap)) world.shell.runText(trap, asleep(world));
}

/** Marks as doubtful the settings that a trap changes, because it may or may not run. */
export function doubtTrap(world: World, trap: string | undefined): void {
  if (trap === undefined) return;
  const told = (one: World): string =>
    JSON.stringify([one.files.get("/etc/ecs/ecs.config"), [...one.doubts]]);
  const start = Object.assign(world.clone(), { ended: undefined, exitTrap: undefined, traps: new Set() });
  if (world.shell.runText(trap, start.clone()).some((after) => told(after) !== told(start)))
    world.doubts.add("*");
}

/** Keeps the files of a subshell; everything else is as before. */
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
