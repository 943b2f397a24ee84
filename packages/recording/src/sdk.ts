/**
 * What of the recorder touches internals of @pulumi/pulumi, with sdkMessages.ts and sdkTransforms.ts: the shape of the mock monitor and of
 * the gRPC messages are no public contract, so the SDK is pinned and sdk.test.ts holds each assumption.
 */
import * as pulumi from "@pulumi/pulumi";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import * as sdkDebugging from "@pulumi/pulumi/runtime/debuggable.js";
import * as sdkState from "@pulumi/pulumi/runtime/state.js";
import type { Handlers, Registration, RuntimeOptions } from "./handlers.ts";
import { parentOf, registrationOf, requestOf, responseTo, rootUrn, urnOf } from "./sdkMessages.ts";
import { awaitRegistrations, Transforms } from "./sdkTransforms.ts";
import { fromStruct, toStruct, type Properties } from "./wire.ts";

type Callback<T> = (error: Error | null, response?: T) => void;

/** The calls that the SDK makes on its monitor. */
interface Monitor {
  registerResource(request: resourceProto.RegisterResourceRequest, callback: Callback<unknown>): void;
  readResource(request: resourceProto.ReadResourceRequest, callback: Callback<unknown>): void;
  registerResourceOutputs(
    request: resourceProto.RegisterResourceOutputsRequest,
    callback: Callback<unknown>,
  ): void;
  invoke(request: resourceProto.ResourceInvokeRequest, callback: Callback<unknown>): void;
  registerStackTransform(request: { getToken(): string }, callback: Callback<unknown>): void;
  registerStackInvokeTransform(request: { getToken(): string }, callback: Callback<unknown>): void;
  registerResourceHook(request: unknown, callback: Callback<unknown>): void;
  registerErrorHook(request: unknown, callback: Callback<unknown>): void;
}

/** The SDK while it works for one recording. */
export interface Installed {
  /** What the program's transforms make of a resource that a provider registers. */
  transform(registration: Registration): Promise<Registration>;
  /** Frees what the SDK has opened. */
  close(): void;
}

/** Members of the SDK's state that its types do not declare. */
interface HiddenState {
  setStackResource(root: object): void;
}

/** The stack's root as resources see it: their parent, and where the SDK keeps what a stack transforms. */
function rootOf(options: RuntimeOptions, handlers: Handlers): object {
  return {
    // Every resource of the stack goes by what stands here. Classes name their outputs among the properties.
    __transformations: [
      ({ type, props }: pulumi.ResourceTransformationArgs): void =>
        handlers.constructing(type, Object.keys(props)),
    ],
    __pulumiResource: true,
    __name: `${options.project}-${options.stack}`,
    __aliases: [],
    __providers: {},
    urn: pulumi.output(rootUrn(options)),
    getProvider: () => undefined,
  };
}

/** Points the SDK at a mock monitor that answers by `handlers`. */
export async function install(options: RuntimeOptions, handlers: Handlers): Promise<Installed> {
  const unreachable = (): never => {
    throw new Error("the recorder answers before the SDK's own mocks are asked");
  };
  await pulumi.runtime.setMocks(
    { newResource: unreachable, call: unreachable },
    options.project,
    options.stack,
    options.preview,
    options.organization,
  );
  pulumi.runtime.setAllConfig(options.config, options.secretConfigKeys);
  (sdkState as unknown as HiddenState).setStackResource(rootOf(options, handlers));

  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const answering = answeringWith(handlers);
  const transforms = new Transforms();
  monitor.registerStackTransform = answering((callback: { getToken(): string }) => {
    transforms.addToStack(callback);
    return {};
  });
  monitor.registerStackInvokeTransform = answering((callback: { getToken(): string }) => {
    transforms.addToLookups(callback);
    return {};
  });
  // Hooks run while an engine creates, updates or deletes, which nothing here does.
  monitor.registerResourceHook = answering(() => ({}));
  monitor.registerErrorHook = answering(() => ({}));
  monitor.registerResource = answering((request) => registerResource(options, handlers, transforms, request));
  monitor.readResource = answering((request) => readResource(options, handlers, request));
  monitor.registerResourceOutputs = answering((request) => {
    handlers.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
    return {};
  });
  monitor.invoke = answering(async (request) => {
    await transforms.applyToLookup(request);
    const response = new resourceProto.ResourceInvokeResponse();
    response.setReturn(toStruct(handlers.invoke(request.getTok(), fromStruct(request.getArgs()))));
    return response;
  });
  return {
    transform: async (registration) => {
      const changed = transforms.apply(requestOf(options, registration), registration.urn);
      return changed instanceof Promise ? registrationOf(options, await changed) : registration;
    },
    close: () => transforms.close(),
  };
}

/** Members of the SDK's debug data that its types do not declare. */
interface Debugging {
  debuggablePromise(promise: Promise<unknown>): Promise<unknown>;
}

/** The module's own exports, by which its neighbours call it: what Node puts round a CommonJS module takes no other function. */
const debugging = ("default" in sdkDebugging ? sdkDebugging.default : sdkDebugging) as unknown as Debugging;

/**
 * The SDK writes down a stack trace for every promise and every resource, which costs more than all the rest of a
 * recording and is not read. Until the returned function is called, promises are left as they are, also out of the list of those that never
 * end, and stack traces of resources are not formatted; an error that outlives the recording still shows its own.
 */
export function withoutStackTraces(): () => void {
  const { prepareStackTrace } = Error;
  const { debuggablePromise } = debugging;
  Error.prepareStackTrace = (error) => String(error);
  debugging.debuggablePromise = (promise) => promise;
  return () => {
    Object.assign(Error, { prepareStackTrace });
    debugging.debuggablePromise = debuggablePromise;
  };
}

/** Waits until nothing is under way any more. Work begun inside `apply` can begin more, so it looks again. */
export async function drain(count: () => number): Promise<void> {
  let before: number;
  do {
    before = count();
    // Look-ups and registrations wait for the stack's transforms, and only then count as under way.
    await awaitRegistrations();
    await new Promise((resolve) => setImmediate(resolve));
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
  } while (count() !== before);
}

/**
 * After a failure the SDK is told that the engine has gone: it then stays quiet, where any other error would come
 * back as dozens of unhandled rejections. The failure itself is the handlers' to report.
 */
const engineIsGone = Object.assign(new Error("the recording has failed"), { code: 1 /* gRPC's CANCELLED */ });

function answeringWith(handlers: Handlers) {
  return <Request, Response>(answer: (request: Request) => Response | Promise<Response>) =>
    (request: Request, callback: Callback<Response>): void => {
      Promise.resolve()
        .then(() => answer(request))
        .then(
          (response) => callback(null, response),
          (error: unknown) => {
            handlers.failed(error);
            callback(engineIsGone);
          },
        );
    };
}

async function registerResource(
  options: RuntimeOptions,
  handlers: Handlers,
  transforms: Transforms,
  given: resourceProto.RegisterResourceRequest,
): Promise<resourceProto.RegisterResourceResponse> {
  const urn = urnOf(options, parentOf(options, given), given.getType(), given.getName());
  const request = transforms.apply(given, urn);
  // Without transforms, resources are registered in the order in which the SDK asks for them.
  const registration = registrationOf(options, request instanceof Promise ? await request : request);
  const registered = handlers.register(registration);
  return responseTo(urn, registered instanceof Promise ? await registered : registered);
}

function readResource(
  options: RuntimeOptions,
  handlers: Handlers,
  request: resourceProto.ReadResourceRequest,
): resourceProto.ReadResourceResponse {
  const parent = parentOf(options, request);
  const urn = urnOf(options, parent, request.getType(), request.getName());
  const state = handlers.read({
    urn,
    type: request.getType(),
    name: request.getName(),
    parent,
    id: request.getId(),
  });
  const response = new resourceProto.ReadResourceResponse();
  response.setUrn(urn);
  response.setProperties(toStruct(state));
  return response;
}

/** The plain value of whatever a program returned, with its secrets wrapped and its unknowns marked. */
export async function resolveOutputs(outputs: unknown): Promise<Properties> {
  const serialize = (
    pulumi.runtime as unknown as {
      serializeProperties(label: string, properties: Record<string, unknown>): Promise<Properties>;
    }
  ).serializeProperties;
  return serialize("outputs", (outputs ?? {}) as Record<string, unknown>);
}
