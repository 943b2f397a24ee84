/** For people, after what happens or cannot be done: `in 3 of 16 orders that were drawn`. */
export function explainCounts(some: number, of: number, basis: "bounds" | "search" | "draws"): string {
  const isUniform = some === of || some === 0;
  if (basis === "draws")
    return isUniform
      ? `in any of ${of} orders that were drawn`
      : `in ${some} of ${of} orders that were drawn`;
  if (isUniform) return basis === "bounds" ? "in any order (by bounds)" : "in any order (by a search of all)";
  return `in ${some} of all ${of} outcomes (by a search of all orders)`;
}
