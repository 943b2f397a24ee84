/** The format of a budget, for messages. */
export const budgetForm = "dollars a month below a billion, for example 200 or 72.50";

/** @returns undefined for what is not dollars, with cents or without. */
export function budgetIn(text: string): number | undefined {
  return /^\d{1,9}(?:\.\d{1,2})?$/.test(text) ? Number(text) : undefined;
}
