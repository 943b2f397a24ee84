/** The end of a message: `in 3 of 16 random orders`. */
export function explainCounts(some: number, of: number, basis: "bounds" | "search" | "draws"): string {
  const isUniform = some === of || some === 0;
  if (basis === "draws")
    return isUniform ? `in any of ${of} random orders` : `in ${some} of ${of} random orders`;
  if (isUniform) return basis === "bounds" ? "in any order (by bounds)" : "in any order (by a search of all)";
  return `in ${some} of all ${of} outcomes (by a search of all orders)`;
}
