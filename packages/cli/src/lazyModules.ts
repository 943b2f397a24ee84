import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * Parts of the SDK that it loads with everything else, and that a plan uses only where a program does: the Automation API; the compiler
 * and npm's own readers of packages, with which a function is packed for Lambda; and components of Crosswalk's first version. They take
 * more than half of the time of loading the SDK.
 */
const parts = [
  "@pulumi/pulumi/automation",
  "@npmcli/arborist",
  "normalize-package-data",
  "typescript",
  "@pulumi/awsx/classic",
];

/** Loads those parts of the SDK when they are first used. Before the SDK itself is loaded. */
export function loadLazily(): void {
  for (const name of parts) {
    const path = resolved(name);
    if (path === undefined || path in require.cache) continue;
    require.cache[path] = lazy(path);
  }
}

/** As the SDK finds it. */
function resolved(name: string): string | undefined {
  try {
    return createRequire(require.resolve("@pulumi/pulumi/package.json")).resolve(name);
  } catch {
    return undefined;
  }
}

function lazy(path: string): NodeJS.Module {
  let loaded: object | undefined;
  const real = (): object => {
    if (loaded === undefined) {
      delete require.cache[path];
      loaded = require(path) as object;
    }
    return loaded;
  };
  const handler: ProxyHandler<() => void> = {
    get: (_target, key): unknown => {
      // Asked by every module that imports it.
      if (key === "__esModule") return true;
      return key === "default" && !("default" in real()) ? real() : Reflect.get(real(), key);
    },
    set: (_target, key, value: unknown): boolean => Reflect.set(real(), key, value),
    has: (_target, key) => Reflect.has(real(), key),
    apply: (_target, self, args: unknown[]): unknown =>
      Reflect.apply(real() as (...all: unknown[]) => unknown, self, args),
    construct: (_target, args: unknown[]): object =>
      Reflect.construct(real() as new (...all: unknown[]) => object, args),
    // The target's own cannot be hidden.
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...Reflect.ownKeys(real())])],
    getOwnPropertyDescriptor: (target, key) => {
      const own = Reflect.getOwnPropertyDescriptor(target, key);
      if (own?.configurable === false) return own;
      const descriptor = Reflect.getOwnPropertyDescriptor(real(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  };
  return Object.assign(Object.create(null) as NodeJS.Module, {
    id: path,
    filename: path,
    loaded: true,
    // A class may be exported.
    exports: new Proxy(function () {}, handler),
  });
}
