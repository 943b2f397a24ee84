/** Of so many arguments: several rules ask for each script of a stack, and a property test for the same ones again. */
const mostRemembered = 128;

/** The same function, with its latest results by its argument as JSON. @param work Pure; callers do not change its result. */
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
