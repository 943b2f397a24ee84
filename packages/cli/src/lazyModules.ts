import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * Modules that the Pulumi SDK always loads, although few programs use them: the Automation API, the compiler and
 * npm's package readers for Lambda functions, and components of Crosswalk's first version. They take more than half
 * of the SDK's load time.
 */
const parts = [
  "@pulumi/pulumi/automation",
  "@npmcli/arborist",
  "normalize-package-data",
  "typescript",
  "@pulumi/awsx/classic",
];

/** Makes these modules load at first use. Must be called before the SDK is loaded. */
export function loadLazily(): void {
  for (const name of parts) {
    const path = resolved(name);
    if (path === undefined || path in require.cache) continue;
    require.cache[path] = lazy(path);
  }
}

/** The module's path, resolved as from the SDK. */
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
      // Every importing module reads `__esModule`.
      if (key === "__esModule") return true;
      return key === "default" && !("default" in real()) ? real() : Reflect.get(real(), key);
    },
    set: (_target, key, value: unknown): boolean => Reflect.set(real(), key, value),
    has: (_target, key) => Reflect.has(real(), key),
    apply: (_target, self, args: unknown[]): unknown =>
      Reflect.apply(real() as (...all: unknown[]) => unknown, self, args),
    construct: (_target, args: unknown[]): object =>
      Reflect.construct(real() as new (...all: unknown[]) => object, args),
    // A proxy must report its target's non-configurable properties.
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
    // A function as target, because the module may export a class.
    exports: new Proxy(function () {}, handler),
  });
}
