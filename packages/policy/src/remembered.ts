/**
 * Number of cached results: several rules analyze each script of a stack, and a property test the same ones
 * repeatedly.
 */
const mostRemembered = 128;

/**
 * A function with a cache of its latest results, keyed by the argument as JSON. @param work Pure function,
 * whose result callers do not change.
 */
export function remembered<A, T>(work: (argument: A) => T): (argument: A) => T {
  const latest = new Map<string, T>();
  return (argument) => {
    const key = JSON.stringify(argument);
    const result = latest.has(key) ? (latest.get(key) as T) : work(argument);
    latest.delete(key);
    latest.set(key, result);
    const [oldest] = latest.keys();
    if (latest.size > mostRemembered && oldest !== undefined) latest.delete(oldest);
    return result;
  };
}
