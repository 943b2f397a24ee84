import { compute, expandText, expandWords } from "./expand.ts";
import { possibly } from "./possibly.ts";
import type { Of } from "./syntax.ts";
import { decided, distinct } from "./states.ts";
import { unknown, type World } from "./world.ts";

const mostRounds = 12;
const mostValues = 24;

/**
 * Repeats a round until the known state no longer changes. With a listener, a loop may run any number of
 * rounds.
 */
function settle(world: World, round: (world: World) => { on: World[]; left: World[] }): World[] {
  const left: World[] = [];
  let [state] = [world];
  for (let count = 0; count < 40; count += 1) {
    const before = state.clone();
    const { on, left: ended } = round(state.clone());
    left.push(...ended);
    [state = state] = distinct([state, ...on]);
    state.ended = undefined;
    if (state.isSame(before)) break;
  }
  return distinct([...left, state]);
}

/** Ends `break` and `continue`. @returns the states that continue the loop, and those that have left it. */
function rounds(worlds: World[]): { on: World[]; left: World[] } {
  const [on, left]: [World[], World[]] = [[], []];
  for (const world of worlds) {
    const { ended } = world;
    if (ended === "continue" || ended === "break") world.ended = undefined;
    (ended === undefined || ended === "continue" ? on : left).push(world);
  }
  return { on, left };
}

export function runLoop(
  { isUntil, condition, body }: Of<"loop">,
  world: World,
  input: string | undefined,
): World[] {
  if (world.listener)
    return settle(world, (state) => {
      const tested = distinct(world.shell.runNode(condition, state, input));
      const isOpen = tested.some(({ status }) => status === undefined);
      const ways = tested.flatMap(decided);
      const goes = ways.filter((way) => way.ended === undefined && (way.status === 0) !== isUntil);
      const { on, left } = rounds(
        goes.flatMap((way) => possibly(way, isOpen, () => world.shell.runNode(body, way, input))),
      );
      return { on, left: [...left, ...ways.filter((way) => !goes.includes(way))] };
    });
  const done: World[] = [];
  let open = [world];
  let isEndless = true;
  for (let round = 0; round < mostRounds && open.length > 0; round += 1) {
    const tested = open.flatMap((one) => world.shell.runNode(condition, one, input));
    isEndless = tested.every(({ status }) => status !== undefined);
    const ways = tested.flatMap(decided);
    const goes = ways.filter((way) => way.ended === undefined && (way.status === 0) !== isUntil);
    done.push(...ways.filter((way) => !goes.includes(way)));
    const { on, left } = rounds(distinct(goes.flatMap((way) => world.shell.runNode(body, way, input))));
    done.push(...left);
    open = on;
  }
  // A loop that waits for a condition ends once it is true. An endless loop ends only by `break`.
  return distinct(isEndless ? done : [...done, ...open]);
}

export function runFor({ name, words, body }: Of<"for">, world: World, input: string | undefined): World[] {
  if (name === "") compute(words.map((word) => expandText(word, world)).join(" "), world);
  const values = name === "" ? [unknown] : expandWords(words, world);
  if (world.listener && (values.length > mostValues || values.some((value) => value.startsWith(unknown))))
    return settle(world, (state) => {
      state.variables.set(name, `${unknown}${name}`);
      return rounds(world.shell.runNode(body, state, input));
    });
  const done: World[] = [];
  let open = [world];
  for (const value of values) {
    // A loop over unknown values may have no round.
    if (value.startsWith(unknown)) done.push(...open.map((one) => one.clone()));
    for (const one of open) one.variables.set(name, value);
    const { on, left } = rounds(distinct(open.flatMap((one) => world.shell.runNode(body, one, input))));
    done.push(...left);
    open = on;
  }
  return distinct([...done, ...open]);
}
