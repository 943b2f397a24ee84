import type { Board } from "./board.ts";
import type { Counts, Move } from "./placing.ts";
import type { Lots } from "../simulator/random.ts";

/** The remaining number of positions that the search may visit. */
export interface Budget {
  left: number;
}

/**
 * Every final position that ECS may reach from here; undefined if there are too many positions. Does not change the board.
 *
 * @throws {UnknownMoves}
 */
function endsOf(board: Board, budget: Budget, which: "all" | "daemons"): Counts[][] | undefined {
  const start = board.counts;
  const seen = new Set([board.key]);
  const ends: Counts[][] = [];
  const path: { moves: Move[]; next: number }[] = [];
  const enter = (): void => {
    const moves = board.moves(which);
    if (moves.length === 0) ends.push(board.counts);
    path.push({ moves, next: 0 });
  };
  try {
    enter();
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const move = here.moves[here.next];
      here.next += 1;
      if (move === undefined) {
        path.pop();
        const before = path.at(-1);
        const last = before?.moves[before.next - 1];
        if (last) board.undo(last);
        continue;
      }
      board.apply(move);
      const key = board.key;
      if (seen.has(key)) {
        board.undo(move);
        continue;
      }
      seen.add(key);
      budget.left -= 1;
      if (budget.left < 0) return undefined;
      enter();
    }
    return ends;
  } finally {
    board.counts = start;
  }
}

/**
 * Every final position that may be reached from any of these: daemons' tasks are placed first, then all others. Undefined if there are
 * too many positions. Does not change the board.
 *
 * @throws {UnknownMoves}
 */
export function allEnds(board: Board, starts: readonly Counts[][], budget: Budget): Counts[][] | undefined {
  return endsFrom(board, starts, () => {
    const afterDaemons = endsOf(board, budget, "daemons");
    return afterDaemons && endsFrom(board, afterDaemons, () => endsOf(board, budget, "all"));
  });
}

/** Ends that differ only in which of several equal instances is which count once. */
function endsFrom(
  board: Board,
  starts: readonly Counts[][],
  endsOfOne: () => Counts[][] | undefined,
): Counts[][] | undefined {
  const before = board.counts;
  const ends = new Map<string, Counts[]>();
  try {
    for (const start of starts) {
      board.counts = start;
      const found = endsOfOne();
      if (found === undefined) return undefined;
      for (const end of found) {
        board.counts = end;
        ends.set(board.key, end);
      }
    }
    return [...ends.values()];
  } finally {
    board.counts = before;
  }
}

/** After this number of steps, tasks start and stop endlessly. */
const mostSteps = 20_000;

/** Follows one random sequence of moves; the board keeps its end position. @returns false if it does not end. @throws {UnknownMoves} */
export function walk(board: Board, lots: Lots): boolean {
  let which: "all" | "daemons" = "daemons";
  for (let step = 0; step < mostSteps; step += 1) {
    const move = drawnMove(board, lots, which);
    if (move !== undefined) board.apply(move);
    else if (which === "all") return true;
    else which = "all";
  }
  return false;
}

function drawnMove(board: Board, lots: Lots, which: "all" | "daemons"): Move | undefined {
  const open = board.placings.flatMap(({ workload }, service) =>
    which === "all" || workload.daemon ? [service] : [],
  );
  while (open.length > 0) {
    const [service = 0] = open.splice(lots.below(open.length), 1);
    const moves = board.movesOf(service);
    if (moves.length > 0) return moves[lots.below(moves.length)];
  }
  return undefined;
}
