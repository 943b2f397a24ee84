import * as grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import monitorServices from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { remoteComponents, type Registered } from "@ballast/recording/components";
import {
  fromStruct,
  openSecrets,
  toStruct,
  unknownOnTheWire,
  type Properties,
} from "@ballast/recording/wire";
import { ownConnection } from "./connections.ts";

/** Makes a provider's component: registers it and its children with the engine, one after the other. */
export async function construct(request: messages.ConstructRequest): Promise<messages.ConstructResponse> {
  const make = remoteComponents[request.getType()];
  if (make === undefined)
    throw new Error(`${request.getType()} is not known to packages/recording/src/cloud/remoteComponents.ts`);
  const inputDependencies: Record<string, string[]> = {};
  request.getInputdependenciesMap().forEach((sources, input) => {
    inputDependencies[input] = sources.getUrnsList();
  });
  const monitor = new monitorServices.ResourceMonitorClient(
    request.getMonitorendpoint(),
    grpc.credentials.createInsecure(),
    ownConnection,
  );
  try {
    const registration = new resources.RegisterResourceRequest();
    registration.setType(request.getType()).setName(request.getName()).setParent(request.getParent());
    // awsx registers a component without its inputs: the SDK in its provider sends none.
    registration.setObject(toStruct({})).setProtect(request.getProtect() ?? false);
    registration.setDependenciesList(request.getDependenciesList());
    const component = await register(monitor, registration);

    const steps = make({
      name: request.getName(),
      urn: component.urn,
      inputs: fromStruct(request.getInputs()),
      inputDependencies,
    });
    let step = steps.next();
    while (!step.done) {
      const child = new resources.RegisterResourceRequest();
      child.setType(step.value.type).setName(step.value.name).setParent(step.value.parent).setCustom(true);
      child.setObject(toStruct(step.value.inputs)).setDependenciesList(step.value.dependsOn);
      for (const [property, urns] of Object.entries(step.value.propertyDependencies)) {
        const sources = new resources.RegisterResourceRequest.PropertyDependencies().setUrnsList(urns);
        child.getPropertydependenciesMap().set(property, sources);
      }
      child.setProtect(request.getProtect() ?? false);
      child.setProvider(request.getProvidersMap().get("aws") ?? "");
      step = steps.next(await register(monitor, child));
    }

    // Nor does it register outputs; they are in the answer alone.
    await registerOutputs(monitor, component.urn, {});
    const response = new messages.ConstructResponse()
      .setUrn(component.urn)
      .setState(toStruct(step.value.state));
    for (const [property, urns] of Object.entries(step.value.dependencies)) {
      const dependencies = new messages.ConstructResponse.PropertyDependencies().setUrnsList(urns);
      response.getStatedependenciesMap().set(property, dependencies);
    }
    return response;
  } finally {
    monitor.close();
  }
}

function register(
  monitor: monitorServices.ResourceMonitorClient,
  request: resources.RegisterResourceRequest,
): Promise<Registered> {
  request.setAcceptsecrets(true).setAcceptresources(true).setSupportspartialvalues(true);
  return new Promise((resolve, reject) => {
    monitor.registerResource(request, (error, response) => {
      if (error) return reject(error);
      resolve({
        urn: response.getUrn(),
        id: response.getId() || unknownOnTheWire,
        state: openSecrets(fromStruct(response.getObject())) as Properties,
      });
    });
  });
}

function registerOutputs(
  monitor: monitorServices.ResourceMonitorClient,
  urn: string,
  outputs: Properties,
): Promise<void> {
  const request = new resources.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(outputs));
  return new Promise((resolve, reject) => {
    monitor.registerResourceOutputs(request, (error) => (error ? reject(error) : resolve()));
  });
}
