/** Messages between the SDK and its monitor, and what they say: as sdk.ts, this file uses internals of the SDK. */
import { secretValue } from "@ballast/model";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import type { Answer, Registration, RuntimeOptions } from "./handlers.ts";
import { decode, fromStruct, toStruct } from "./wire.ts";

export const rootUrn = ({ stack, project }: RuntimeOptions): string =>
  `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;

/** The URN of the component around a resource; null at the top. */
export function parentOf(options: RuntimeOptions, request: { getParent(): string }): string | null {
  const parent = request.getParent();
  return parent === "" || parent === rootUrn(options) ? null : parent;
}

export function registrationOf(
  options: RuntimeOptions,
  request: resourceProto.RegisterResourceRequest,
): Registration {
  const parent = parentOf(options, request);
  const timeouts = request.getCustomtimeouts();
  const trigger = request.hasReplacementTrigger() ? triggerOf(request) : undefined;
  return {
    urn: urnOf(options, parent, request.getType(), request.getName()),
    type: request.getType(),
    name: request.getName(),
    parent,
    custom: request.getCustom(),
    ...(request.getImportid() !== "" && { importId: request.getImportid() }),
    remote: request.getRemote(),
    inputs: fromStruct(request.getObject()),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    dependsOn: request.getDependenciesList().sort(),
    propertyDependencies: propertyDependencies(request),
    aliases: request
      .getAliasesList()
      .map((alias) => alias.getUrn() || JSON.stringify(alias.getSpec()?.toObject())),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ...(trigger !== undefined && { replacementTrigger: trigger }),
    ...(request.getReplaceWithList().length > 0 && { replaceWith: request.getReplaceWithList() }),
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
  };
}

/** The engine does not compare secrets in it either. */
function triggerOf(request: resourceProto.RegisterResourceRequest): unknown {
  const { value, secrets } = decode(request.getReplacementTrigger()?.toJavaScript());
  return secrets.length > 0 ? secretValue : value;
}

/** The request with which a provider registers a resource. */
export function requestOf(
  options: RuntimeOptions,
  { type, name, parent, custom, inputs, protect, dependsOn, provider, ...one }: Registration,
): resourceProto.RegisterResourceRequest {
  const request = new resourceProto.RegisterResourceRequest();
  request.setType(type);
  request.setName(name);
  request.setParent(parent ?? rootUrn(options));
  request.setCustom(custom);
  request.setObject(toStruct(inputs));
  request.setProtect(protect);
  request.setDependenciesList(dependsOn);
  request.setProvider(provider);
  for (const [property, urns] of Object.entries(one.propertyDependencies)) {
    const dependencies = new resourceProto.RegisterResourceRequest.PropertyDependencies();
    dependencies.setUrnsList(urns);
    request.getPropertydependenciesMap().set(property, dependencies);
  }
  return request;
}

export function responseTo(urn: string, answer: Answer): resourceProto.RegisterResourceResponse {
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
