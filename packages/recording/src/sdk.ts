/**
 * Everything of the recorder that touches internals of @pulumi/pulumi, in one file: the shape of the mock monitor and of
 * the gRPC messages are no public contract, so the SDK is pinned and sdk.test.ts holds each assumption.
 */
import * as pulumi from "@pulumi/pulumi";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import * as sdkDebugging from "@pulumi/pulumi/runtime/debuggable.js";
import * as sdkState from "@pulumi/pulumi/runtime/state.js";
import type { Handlers, RuntimeOptions } from "./handlers.ts";
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
}

/** Members of the SDK's state that its types do not declare. */
interface HiddenState {
  setStackResource(root: object): void;
}

const rootUrn = ({ stack, project }: RuntimeOptions): string =>
  `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;

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

/** The URN of the component around a resource; null at the top. */
function parentOf(options: RuntimeOptions, request: { getParent(): string }): string | null {
  const parent = request.getParent();
  return parent === "" || parent === rootUrn(options) ? null : parent;
}

/** Points the SDK at a mock monitor that answers by `handlers`. */
export async function install(options: RuntimeOptions, handlers: Handlers): Promise<void> {
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
  monitor.registerResource = answering((request) => registerResource(options, handlers, request));
  monitor.readResource = answering((request) => readResource(options, handlers, request));
  monitor.registerResourceOutputs = answering((request) => {
    handlers.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
    return {};
  });
  monitor.invoke = answering((request) => {
    const response = new resourceProto.ResourceInvokeResponse();
    response.setReturn(toStruct(handlers.invoke(request.getTok(), fromStruct(request.getArgs()))));
    return response;
  });
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

function registerResource(
  options: RuntimeOptions,
  handlers: Handlers,
  request: resourceProto.RegisterResourceRequest,
): resourceProto.RegisterResourceResponse {
  const parent = parentOf(options, request);
  const urn = urnOf(options, parent, request.getType(), request.getName());
  const timeouts = request.getCustomtimeouts();
  const answer = handlers.register({
    urn,
    type: request.getType(),
    name: request.getName(),
    parent,
    custom: request.getCustom(),
    ...(request.getImportid() !== "" && { importId: request.getImportid() }),
    remote: request.getRemote(),
    inputs: fromStruct(request.getObject()),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    dependsOn: request.getDependenciesList().sort(),
    propertyDependencies: propertyDependencies(request),
    aliases: request
      .getAliasesList()
      .map((alias) => alias.getUrn() || JSON.stringify(alias.getSpec()?.toObject())),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    customTimeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
    provider: request.getProvider(),
    ...(request.getRemote() && { providers: Object.fromEntries(request.getProvidersMap().entries()) }),
  });
  const response = new resourceProto.RegisterResourceResponse();
  response.setUrn(urn);
  response.setId(answer.id);
  response.setObject(toStruct(answer.state));
  for (const [property, urns] of Object.entries(answer.dependencies ?? {})) {
    const dependencies = new resourceProto.RegisterResourceResponse.PropertyDependencies();
    dependencies.setUrnsList(urns);
    response.getPropertydependenciesMap().set(property, dependencies);
  }
  return response;
}

function propertyDependencies(request: resourceProto.RegisterResourceRequest): Record<string, string[]> {
  const byProperty: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    byProperty[property] = dependencies.getUrnsList();
  });
  return byProperty;
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

/** The URN as the engine builds it: the types of all parent components, then its own type and name. Names of parents are not included. */
export function urnOf(
  { stack, project }: { stack: string; project: string },
  parent: string | null,
  type: string,
  name: string,
): string {
  const parentType = parent?.split("::")[2];
  const qualified =
    parentType === undefined || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
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
