import * as pulumi from "@pulumi/pulumi";

/**
 * The value, as soon as everything exists that makes it usable. A resource with this value as a property waits, and is
 * deleted first, without having to know what for.
 */
export function whenReady<T>(value: pulumi.Input<T>, after: pulumi.Input<unknown>[]): pulumi.Output<T> {
  return pulumi.all([value, ...after]).apply<T>(([first]) => first as T);
}
