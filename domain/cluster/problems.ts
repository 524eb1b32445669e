import type { StreamDeclaration } from "../declare";
import { type Problem, under } from "../problem";
import { authProblems } from "./authProblems";
import { labelProblem, labelsProblem, objectNameProblem, problem } from "./fieldProblems";
import { keeperProblems } from "./keeper";
import { natsBoxProblems } from "./natsBoxProblems";
import { rawProblems } from "./rawProblems";
import { sizeProblems } from "./sizeProblems";
import type { ClusterSpec, GatewaySpec, ImagesSpec } from "./spec";
import { timingProblems } from "./timingProblems";

/** So long that the revision label of its pods, "<name>-<hash>", stays below 63 characters. */
const longestName = 52;

/**
 * Finds every mistake in a cluster.
 *
 * @param streams what is declared for it
 * @returns paths like `cluster "nats": storage.claim`
 */
export function clusterProblems(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  return under(`cluster "${spec.name}"`, [
    ...identityProblems(spec),
    ...imageProblems(spec),
    ...sizeProblems(spec, streams),
    ...timingProblems(spec),
    ...authProblems(spec, streams),
    ...natsBoxProblems(spec),
    ...keeperProblems(spec),
    ...networkProblems(spec),
    ...rawProblems(spec.raw ?? {}, "raw"),
  ]);
}

function identityProblems(spec: ClusterSpec): readonly Problem[] {
  const { name, namespace, version, servers = 1, tls } = spec;
  return [
    ...problem("name", nameProblem(name)),
    ...problem("namespace.name", labelProblem(namespace.name)),
    ...problem("namespace.labels", labelsProblem(namespace.labels ?? {})),
    ...problem("servers", serversProblem(servers)),
    ...problem("version", versionProblem(version)),
    ...problem("tls.secret", tls && objectNameProblem(tls.secret)),
    ...problem(
      "tls.certificate.issuer",
      tls?.certificate &&
        objectNameProblem(tls.certificate.issuer, "write the name of an issuer of cert-manager"),
    ),
    ...problem(
      "tls.routes.secret",
      tls?.routes
        ? objectNameProblem(
            tls.routes.secret,
            "write the name of a Secret, or false for plain routes",
          )
        : undefined,
    ),
    ...problem("monitoring.labels", labelsProblem(spec.monitoring?.labels ?? {})),
  ];
}

/** A service begins with a letter. */
function nameProblem(name: string): string | undefined {
  return /^\d/.test(name)
    ? `got ${JSON.stringify(name)}; begin with a letter`
    : labelProblem(name, longestName);
}

/** Two servers have no majority when one is away; more than five serve no stream better. */
const serversProblem = (servers: number): string | undefined =>
  [1, 3, 5].includes(servers) ? undefined : `got ${servers}; allowed are 1, 3 and 5`;

const versionProblem = (version: string | undefined): string | undefined =>
  version === undefined || /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)
    ? undefined
    : `got ${JSON.stringify(version)}; write a release of nats-server, such as "2.15.1"`;

function imageProblems({ images = {}, reload = "hot" }: ClusterSpec): readonly Problem[] {
  const roles = ["server", "reloader", "exporter", "natsBox"] as const;
  return [
    ...roles.flatMap((role) => problem(`images.${role}`, imageProblem(images[role]))),
    ...problem("images.server", reload === "hot" ? shellProblem(images) : undefined),
  ];
}

const imageProblem = (image: string | undefined): string | undefined =>
  image === undefined || /^[\w./:-]+[:@][\w.:-]+$/.test(image)
    ? undefined
    : `got ${JSON.stringify(image)}; write an image with its tag or digest, such as "nats:2.15.1-alpine"`;

/** The official image without a suffix holds the server and nothing else. */
function shellProblem({ server, reloader }: ImagesSpec): string | undefined {
  const bare =
    /^(docker\.io\/)?(library\/)?nats:(\d+\.\d+\.\d+|latest|\d+\.\d+)(-(scratch|linux))?$/;
  return server !== undefined && reloader === undefined && bare.test(server)
    ? `got ${JSON.stringify(server)}, which has no shell for the reloader; take "${server}-alpine", name images.reloader, or set reload to "restart"`
    : undefined;
}

function networkProblems({ networkPolicy, listeners = {}, tls }: ClusterSpec): readonly Problem[] {
  const policy = networkPolicy === false ? {} : (networkPolicy ?? {});
  const kinds = ["leafnodes", "websocket", "mqtt", "gateway"] as const;
  const plainRoutes = tls?.routes === false;
  return [
    ...problem("networkPolicy.clientNamespaces", labelsProblem(policy.clientNamespaces ?? {})),
    ...problem(
      "networkPolicy.monitoringNamespaces",
      labelsProblem(policy.monitoringNamespaces ?? {}),
    ),
    ...kinds.flatMap((kind) => [
      ...problem(`listeners.${kind}.port`, portProblem(listeners[kind]?.port)),
      ...problem(
        `listeners.${kind}.tls`,
        listeners[kind]?.tls === true && (!tls || (kind === "gateway" && plainRoutes))
          ? `got true, but there are no certificates for it; give "tls"${kind === "gateway" ? " with routes" : ""} or leave it out`
          : undefined,
      ),
    ]),
    ...problem("listeners.gateway.remotes", listeners.gateway && remotesProblem(listeners.gateway)),
    ...problem("listeners", samePort(kinds.map((kind) => listeners[kind]?.port))),
  ];
}

/** A stack's file may leave it out, whatever the type says. */
const remotesProblem = ({ remotes }: Partial<GatewaySpec>): string | undefined =>
  remotes === undefined
    ? 'not set; write the addresses of the other clusters by name, such as "west": ["nats://west.example.com:7222"]'
    : undefined;

const portProblem = (port: number | undefined): string | undefined =>
  port === undefined || (Number.isInteger(port) && port >= 1024 && port <= 65535)
    ? undefined
    : `got ${port}; write a port from 1024 to 65535, since the server runs without privileges`;

function samePort(given: readonly (number | undefined)[]): string | undefined {
  const taken = [4222, 6222, 7777, 8222, ...given.filter((port) => port !== undefined)];
  const twice = taken.find((port, index) => taken.indexOf(port) !== index);
  return twice === undefined
    ? undefined
    : `got port ${twice} more than once; 4222, 6222, 7777 and 8222 are the server's own, and each listener has another`;
}
