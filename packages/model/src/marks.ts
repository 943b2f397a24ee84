/** Stands in a plan where a secret's value would. */
export const secretValue = "[secret]";

/** Stands in a plan for what is known only after a deployment. */
export const unknownValue = "[unknown]";
