import features from "@eventstore/db-client/generated/serverfeatures_pb.js";
import type { SupportedMethods } from "@eventstore/db-client/generated/serverfeatures_pb.js";
import type { ServiceDefinition } from "@grpc/grpc-js";

/** The version of EventStoreDB that the door behaves like. Clients ask for it and adapt. */
const serverVersion = "24.10.0";

/** Features of methods beyond their first version. */
const featuresOf: Readonly<Record<string, readonly string[]>> = {
  Read: ["position", "events"],
  BatchAppend: ["deadline_duration"],
};

/** Lists the methods of the door. Clients use no others. */
export function supportedMethodsOf(...services: readonly ServiceDefinition[]): SupportedMethods {
  const methods = services.flatMap((service) =>
    Object.values(service).map(({ path }) => {
      const [, serviceName = "", methodName = ""] = path.split("/");
      return new features.SupportedMethod()
        .setServiceName(serviceName.toLowerCase())
        .setMethodName(methodName.toLowerCase())
        .setFeaturesList([...(featuresOf[methodName] ?? [])]);
    }),
  );
  return new features.SupportedMethods().setEventStoreServerVersion(serverVersion).setMethodsList(methods);
}
